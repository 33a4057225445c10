using System.Text;

namespace Fovea.Analysis;

/// <summary>A report for people.</summary>
public static class LintText
{
    private const int Columns = 100;

    /// <summary>The findings under a heading for each severity, gravest first, a line of counts, and one for each suppression that matches nothing.</summary>
    /// <param name="report">What the rules said.</param>
    public static string Write(LintReport report)
    {
        var text = new StringBuilder();
        foreach (IGrouping<Severity, Finding> group in report.Findings.GroupBy(f => f.Severity).OrderByDescending(g => g.Key))
        {
            text.Append(group.Key.ToString().ToLowerInvariant()).Append('\n');
            foreach (Finding f in group) Write(text, f);
        }
        text.Append($"{report.Name}: {Counts(report)}\n");
        foreach (Suppression s in report.Unused) Wrap(text, "info  ", 6, s.Stale);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Finding f)
    {
        string place = string.Join(" ", new[] { f.Node, f.Source.ToString() is { Length: > 0 } source ? $"({source})" : null }.Where(p => p is not null));
        string title = Linter.Rules.FirstOrDefault(r => r.Id == f.Rule)?.Title ?? "";
        Wrap(text, $"  {f.Rule}  ", 10, place.Length == 0 ? title : title.Length == 0 ? place : $"{place}: {title}");
        Wrap(text, new string(' ', 10), 10, f.Message);
        if (f.Fix is not null) Wrap(text, new string(' ', 10) + "fix  ", 15, f.Fix);
        text.Append('\n');
    }

    private static string Counts(LintReport report)
    {
        string[] counts = [.. report.Findings.GroupBy(f => f.Severity).OrderByDescending(g => g.Key).Select(g => Count(g.Key, g.Count()))];
        return (counts.Length == 0 ? "nothing to say" : string.Join(", ", counts)) + (report.Suppressed.Count == 0 ? "" : $"; {report.Suppressed.Count} suppressed");
    }

    private static string Count(Severity severity, int count) => (severity, count) switch
    {
        (Severity.Error, 1) => "1 error",
        (Severity.Error, _) => $"{count} errors",
        (Severity.Warning, 1) => "1 warning",
        (Severity.Warning, _) => $"{count} warnings",
        (Severity.Serious, _) => $"{count} serious",
        _ => $"{count} info",
    };

    // Words are never cut: one that is longer than a line stands alone on its line.
    private static void Wrap(StringBuilder text, string first, int indent, string words)
    {
        text.Append(first);
        int column = first.Length;
        bool begins = true;
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!begins && column + 1 + word.Length > Columns)
            {
                text.Append('\n').Append(' ', indent);
                (column, begins) = (indent, true);
            }
            if (!begins) text.Append(' ');
            text.Append(word);
            column += word.Length + (begins ? 0 : 1);
            begins = false;
        }
        text.Append('\n');
    }
}
