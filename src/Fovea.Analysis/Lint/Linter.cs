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
            foreach (Finding found in rule.Check(net, settings))
            {
                // What is about the whole network stands where the network begins.
                Finding f = found.Node is null && found.Source == default ? found with { Source = net.Graph.Input.Source } : found;
                if (settings.Suppressions.FirstOrDefault(s => s.Covers(f)) is { } accepted) suppressed.Add(f with { AcceptedBy = accepted });
                else shown.Add(f);
            }
        return new LintReport(net.Name, [.. shown.OrderByDescending(f => f.Severity).ThenBy(f => Position(net, f)).ThenBy(f => f.Rule, StringComparer.Ordinal)], suppressed) { Unused = Unused(net, settings, [.. shown, .. suppressed]) };
    }

    // A network that ends early may have its findings behind the break.
    private static Suppression[] Unused(LintSubject net, LintSettings settings, Finding[] found)
        => net.Broken is not null ? [] : [.. settings.Suppressions.Where(s => !found.Any(s.Covers) && Rules.Any(r => s.IsAbout(r) && r.CanJudge(net, settings)))];

    private static int Position(LintSubject net, Finding f) => f.Node is not null && net.Graph.Contains(f.Node) ? net.Graph[f.Node].Index : int.MaxValue;
}

/// <summary>What the rules say about a network.</summary>
/// <param name="Name">The network.</param>
/// <param name="Findings">Gravest first.</param>
/// <param name="Suppressed">Those that somebody accepted with a reason.</param>
public sealed record LintReport(string Name, IReadOnlyList<Finding> Findings, IReadOnlyList<Finding> Suppressed)
{
    /// <summary>Suppressions that match no finding, though their rule knew what it needs: they can go.</summary>
    public IReadOnlyList<Suppression> Unused { get; init; } = [];

    /// <summary>The gravest severity; null when there is nothing to say.</summary>
    public Severity? Worst => Findings.Count == 0 ? null : Findings.Max(f => f.Severity);

    /// <summary>The findings by severity, gravest first, at most 100 columns wide, with a line of counts at the end.</summary>
    public override string ToString() => LintText.Write(this);
}

/// <summary><c>model.Lint()</c>.</summary>
public static class LintExtensions
{
    /// <summary>Checks a model's declaration against the rules.</summary>
    public static LintReport Lint(this Model model, LintSettings? settings = null) => Linter.Run(new LintSubject(model.Graph, model.Name), settings);

    /// <summary>Checks a declaration against the rules; no weights are made.</summary>
    public static LintReport Lint(this Graph graph, LintSettings? settings = null) => Linter.Run(new LintSubject(graph, "net"), settings);
}
