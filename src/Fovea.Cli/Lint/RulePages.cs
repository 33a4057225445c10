using System.Globalization;
using System.Text;
using System.Text.Json;
using Fovea.Analysis;

namespace Fovea.Cli;

/// <summary>What <c>fovea lint --rules</c> and <c>--explain</c> say.</summary>
internal static class RulePages
{
    private const int Columns = 100;

    /// <summary>The rule of that id, however it is written.</summary>
    public static Rule Find(string id) => Linter.Rules.FirstOrDefault(r => string.Equals(r.Id, id, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException($"there is no rule '{id}'{Spelling.DidYouMean(id, Linter.Rules.Select(r => r.Id))}", null, "fovea lint --rules");

    /// <summary>One line a rule.</summary>
    public static string Table()
    {
        var text = new StringBuilder();
        foreach (Rule rule in Linter.Rules) text.Append($"{rule.Id}  {rule.Severity.ToString().ToLowerInvariant(),-7}  {rule.Title}\n");
        return text.Append($"\n{Linter.Rules.Count} rules; the severity is the gravest that a rule gives. 'fovea lint --explain RULE' says why.").ToString();
    }

    /// <summary>A page about one rule.</summary>
    public static string Explain(Rule rule)
    {
        var text = new StringBuilder($"{rule.Id}: {rule.Title} ({rule.Severity.ToString().ToLowerInvariant()})\n\n");
        Paragraph(text, "why", rule.Why);
        Paragraph(text, "help", rule.Help);
        Paragraph(text, "source", rule.Source);
        foreach (RuleThreshold t in rule.Thresholds)
            Paragraph(text, "limit", string.Create(CultureInfo.InvariantCulture, $"{rule.Id}.{t.Name} = {t.Default}{(t.Unit.Length > 0 ? " " + t.Unit : "")}: {t.Meaning}"));
        Paragraph(text, "fires", string.Join(' ', rule.Fires.Net.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        Paragraph(text, "silent", string.Join(' ', rule.Silent.Net.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        return text.ToString();
    }

    /// <summary><c>{"rules":[{"rule","title","severity","why","source","help","thresholds":{name: default}}]}</c>.</summary>
    public static string Json(IEnumerable<Rule> rules) => JsonLine.Object(json =>
    {
        json.WriteStartArray("rules");
        foreach (Rule rule in rules) Write(json, rule);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, Rule rule)
    {
        json.WriteStartObject();
        json.WriteString("rule", rule.Id);
        json.WriteString("title", rule.Title);
        json.WriteString("severity", rule.Severity.ToString().ToLowerInvariant());
        json.WriteString("why", rule.Why);
        json.WriteString("source", rule.Source);
        json.WriteString("help", rule.Help);
        json.WriteStartObject("thresholds");
        foreach (RuleThreshold t in rule.Thresholds) json.WriteNumber(t.Name, t.Default);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Paragraph(StringBuilder text, string title, string words)
    {
        string line = title.PadRight(8);
        foreach (string word in words.Split(' '))
        {
            if (line.Length + word.Length > Columns && line.Trim().Length > 0)
            {
                text.Append(line.TrimEnd()).Append('\n');
                line = new string(' ', 8);
            }
            line += word + " ";
        }
        text.Append(line.TrimEnd()).Append('\n');
    }
}
