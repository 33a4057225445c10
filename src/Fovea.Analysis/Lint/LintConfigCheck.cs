using System.Text.Json;

namespace Fovea.Analysis;

/// <summary>Holds a lint configuration against the rules there are.</summary>
/// <param name="json">Its text, for the lines of errors.</param>
/// <param name="file">Its file.</param>
internal sealed class LintConfigCheck(string json, string file)
{
    private readonly JsonLines lines = new(json);

    public static LintConfigException Unreadable(JsonException e, string file)
    {
        string at = e.Path is null or "$" ? "" : e.Path.StartsWith("$.", StringComparison.Ordinal) ? e.Path[2..] : e.Path[1..];
        string? rule = at switch
        {
            _ when at.StartsWith("thresholds[", StringComparison.Ordinal) || at.StartsWith("thresholds.", StringComparison.Ordinal) => "a threshold is a number: \"RFX001.share\": 0.4",
            "thresholds" => "thresholds is an object: { \"RFX001.share\": 0.4 }",
            "failOn" => "failOn is \"info\", \"warning\", \"serious\" or \"error\"",
            _ when at.StartsWith("suppress", StringComparison.Ordinal) => "suppress is a list of objects with the texts rule, node and reason",
            _ => null,
        };
        int line = e.LineNumber is { } n ? (int)n + 1 : 0;
        return rule is null
            ? new LintConfigException(file, line, "this is no JSON object", null, "{ \"thresholds\": {}, \"suppress\": [], \"failOn\": \"warning\" }")
            : new LintConfigException(file, line, $"{at} has the wrong type", rule);
    }

    public LintConfig Check(LintConfigFile read)
    {
        Known(read.Unknown?.Keys, "", ["thresholds", "suppress", "failOn"]);
        var thresholds = new Dictionary<string, double>();
        foreach (var (key, value) in read.Thresholds ?? [])
            if (!thresholds.TryAdd(Threshold(key, value), value)) throw new LintConfigException(file, lines.Of($"thresholds/{key}"), $"{key} stands here twice");
        var settings = new LintSettings
        {
            Thresholds = thresholds,
            Suppressions = [.. (read.Suppress ?? []).Select(Suppression)],
        };
        return new LintConfig(settings, FailOn(read.FailOn));
    }

    // The key with the rule's own spelling.
    private string Threshold(string key, double value)
    {
        int line = lines.Of($"thresholds/{key}");
        string[] parts = key.Split('.', 2);
        Rule rule = LintConfigException.Rule(parts[0], file, line);
        string name = parts.Length == 2 ? parts[1] : "";
        RuleThreshold threshold = rule.Thresholds.FirstOrDefault(t => t.Name == name)
            ?? throw new LintConfigException(file, line, $"{rule.Id} has no threshold '{name}'{Spelling.DidYouMean(name, rule.Thresholds.Select(t => t.Name))}", null,
                rule.Thresholds.Count == 0 ? $"{rule.Id} has no thresholds; suppress it, with a reason" : $"its thresholds are {string.Join(", ", rule.Thresholds.Select(t => $"{rule.Id}.{t.Name} ({t.Meaning})"))}");
        string unit = threshold.Unit.Length == 0 ? "" : " " + threshold.Unit;
        if (!(value >= threshold.Least && value <= threshold.Most))
            throw new LintConfigException(file, line, $"{rule.Id}.{name} is {value}{unit}", $"it lies between {threshold.Least} and {threshold.Most}{unit}", $"{threshold.Meaning}; the default is {threshold.Default}{unit}");
        return $"{rule.Id}.{name}";
    }

    private Suppression Suppression(SuppressEntry entry, int index)
    {
        string at = $"suppress/{index}";
        int line = lines.Of(at);
        if (entry is null) throw new LintConfigException(file, line, $"entry {index + 1} of suppress is null", "an entry has a rule and a reason");
        Known(entry.Unknown?.Keys, at + "/", ["rule", "node", "reason"]);
        if (string.IsNullOrWhiteSpace(entry.Rule)) throw new LintConfigException(file, line, $"entry {index + 1} of suppress names no rule", "an entry has a rule and a reason", "\"rule\": \"SHP004\"");
        Rule rule = LintConfigException.Rule(entry.Rule, file, lines.Of(at + "/rule"));
        if (string.IsNullOrWhiteSpace(entry.Reason))
            throw new LintConfigException(file, line, $"the suppression of {rule.Id} gives no reason", "nothing is suppressed without a reason", "\"reason\": \"the images are always 224×224\"");
        if (entry.Node is { } node && string.IsNullOrWhiteSpace(node)) throw new LintConfigException(file, lines.Of(at + "/node"), $"the suppression of {rule.Id} has an empty node", "node is a name, or a pattern such as stage1.*; left out it means all");
        return new Suppression(rule.Id, entry.Node, entry.Reason) { Source = new SourceLine(file, line) };
    }

    private Severity? FailOn(string? word) => word is null ? null
        : Enum.GetValues<Severity>().Cast<Severity?>().FirstOrDefault(s => string.Equals(s.ToString(), word, StringComparison.OrdinalIgnoreCase))
            ?? throw new LintConfigException(file, lines.Of("failOn"), $"failOn is '{word}'{Spelling.DidYouMean(word, Enum.GetNames<Severity>().Select(n => n.ToLowerInvariant()))}", "it is info, warning, serious or error");

    private void Known(IEnumerable<string>? unknown, string at, string[] known)
    {
        if (unknown?.FirstOrDefault() is { } word)
            throw new LintConfigException(file, lines.Of(at + word), $"'{word}' is not understood{Spelling.DidYouMean(word, known)}", $"the members are {string.Join(", ", known)}");
    }
}
