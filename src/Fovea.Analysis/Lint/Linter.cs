using System.Text.RegularExpressions;

namespace Fovea.Analysis;

/// <summary>Runs the rules over a network.</summary>
public static class Linter
{
    /// <summary>All rules in the order of their ids.</summary>
    public static IReadOnlyList<Rule> Rules { get; } = RuleSet.All;

    /// <summary>All findings: gravest first, then in the order of the nodes.</summary>
    public static LintReport Run(LintSubject net, LintSettings? settings = null)
    {
        settings ??= LintSettings.Default;
        var shown = new List<Finding>();
        var suppressed = new List<Finding>();
        foreach (Rule rule in Rules)
            foreach (Finding f in rule.Check(net, settings)) (settings.Suppressions.Any(s => Covers(s, f)) ? suppressed : shown).Add(f);
        return new LintReport(net.Name, [.. shown.OrderByDescending(f => f.Severity).ThenBy(f => Position(net, f)).ThenBy(f => f.Rule, StringComparer.Ordinal)], suppressed);
    }

    private static int Position(LintSubject net, Finding f) => f.Node is not null && net.Graph.Contains(f.Node) ? net.Graph[f.Node].Index : int.MaxValue;

    private static bool Covers(Suppression s, Finding f)
        => string.Equals(s.Rule, f.Rule, StringComparison.OrdinalIgnoreCase)
            && (s.Node is null || (f.Node is not null && Regex.IsMatch(f.Node, "^" + Regex.Escape(s.Node).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.NonBacktracking)));
}

/// <summary>What the rules say about a network.</summary>
/// <param name="Name">The network.</param>
/// <param name="Findings">Gravest first.</param>
/// <param name="Suppressed">Those that somebody accepted with a reason.</param>
public sealed record LintReport(string Name, IReadOnlyList<Finding> Findings, IReadOnlyList<Finding> Suppressed)
{
    /// <summary>The gravest severity; null when there is nothing to say.</summary>
    public Severity? Worst => Findings.Count == 0 ? null : Findings.Max(f => f.Severity);
}

/// <summary><c>model.Lint()</c>.</summary>
public static class LintExtensions
{
    /// <summary>Checks a model's declaration against the rules.</summary>
    public static LintReport Lint(this Model model, LintSettings? settings = null) => Linter.Run(new LintSubject(model.Graph, model.Name), settings);

    /// <summary>Checks a declaration against the rules; no weights are made.</summary>
    public static LintReport Lint(this Graph graph, LintSettings? settings = null) => Linter.Run(new LintSubject(graph, "net"), settings);
}
