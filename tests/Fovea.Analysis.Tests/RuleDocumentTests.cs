using System.Globalization;
using System.Text;

namespace Fovea.Analysis.Tests;

/// <summary><c>docs/rules</c> is made from the rules. Set FOVEA_UPDATE_DOCS=1 to write what they say now.</summary>
public sealed class RuleDocumentTests
{
    private static readonly Dictionary<string, string> Families = new()
    {
        ["SHP"] = "Shapes: sizes, strides, padding",
        ["DWN"] = "Down-sampling",
        ["RFX"] = "Receptive fields",
        ["CAP"] = "Capacity: parameters and cost",
        ["ACT"] = "Activations",
        ["NRM"] = "Normalisation",
        ["HED"] = "The head",
        ["PRF"] = "Speed",
        ["DAT"] = "Data",
        ["INI"] = "Initial values",
        ["TRN"] = "Training",
    };

    [Fact]
    public void The_table_lists_every_rule() => Same("README.md", Table());

    [Fact]
    public void Every_rule_has_its_page()
    {
        foreach (Rule rule in Linter.Rules) Same($"{rule.Id}.md", Page(rule));
        string[] left = [.. Directory.GetFiles(Folder, "*.md").Select(f => Path.GetFileNameWithoutExtension(f)!).Except(Linter.Rules.Select(r => r.Id)).Where(n => n != "README")];
        Assert.True(left.Length == 0, $"pages without a rule: {string.Join(", ", left)}");
    }

    internal static string Folder => Path.Combine(Root(), "docs", "rules");

    internal static void Same(string path, string now)
    {
        string full = Path.Combine(Folder, path);
        if (Environment.GetEnvironmentVariable("FOVEA_UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(full, now);
        }
        Assert.Equal(now, File.Exists(full) ? File.ReadAllText(full).ReplaceLineEndings("\n") : "");
    }

    private static string Table()
    {
        var text = new StringBuilder("# Rules of lint\n\nMade from the code by a test. The severity is the gravest that a rule gives; `fovea lint NET` runs all of them that know enough to speak.\n");
        foreach (IGrouping<string, Rule> family in Linter.Rules.GroupBy(r => r.Id[..3]).OrderBy(g => Families.Keys.ToList().IndexOf(g.Key)))
        {
            text.Append($"\n## {Families[family.Key]}\n\n| rule | severity | |\n|---|---|---|\n");
            foreach (Rule rule in family) text.Append($"| [{rule.Id}]({rule.Id}.md) | {Word(rule.Severity)} | {rule.Title}{(rule.Fires.With is null ? "" : " *")} |\n");
        }
        return text.Append("\n\\* needs to know more than the declaration: images, measurements or a training run.\n").ToString();
    }

    private static string Page(Rule rule)
    {
        var text = new StringBuilder($"# {rule.Id}: {rule.Title}\n\nSeverity: {Word(rule.Severity)}{(rule.Check(rule.Fires.Subject(), LintSettings.Default).All(f => f.Severity == rule.Severity) ? "" : " at most")}. [All rules](README.md)\n\n");
        text.Append($"{rule.Why}\n\n**What helps.** {Sentence(rule.Help)}\n\n**Source.** {Sentence(rule.Source)}\n");
        if (rule.Thresholds.Count > 0)
        {
            text.Append("\n| threshold | default | range | |\n|---|---|---|---|\n");
            foreach (RuleThreshold t in rule.Thresholds) text.Append(string.Create(CultureInfo.InvariantCulture, $"| `{rule.Id}.{t.Name}` | {t.Default}{Unit(t)} | {t.Least} … {t.Most} | {t.Meaning} |\n"));
        }
        string known = rule.Fires.With is null ? "" : ", together with what was measured";
        text.Append($"\nIt speaks here{known}:\n\n```text\n{rule.Fires.Net.ReplaceLineEndings("\n")}\n```\n\n");
        foreach (Finding f in rule.Check(rule.Fires.Subject(), LintSettings.Default)) text.Append($"> **{Word(f.Severity)}**{(f.Node is null ? "" : $" at {f.Node}")}: {f.Message}\n{(f.Fix is null ? "" : $">\n> fix: {f.Fix}\n")}\n");
        text.Append($"It is silent here:\n\n```text\n{rule.Silent.Net.ReplaceLineEndings("\n")}\n```\n");
        return text.ToString();
    }

    private static string Unit(RuleThreshold t) => t.Unit.Length == 0 ? "" : " " + t.Unit;

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    private static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..] + (words.EndsWith('.') ? "" : ".");

    // Not from the caller's file: builds for release name sources independently of where they lie.
    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Fovea.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"no Fovea.slnx above {AppContext.BaseDirectory}");
    }
}
