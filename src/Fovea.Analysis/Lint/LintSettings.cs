using System.Text.RegularExpressions;

namespace Fovea.Analysis;

/// <summary>What the user wants to hear of, as a config file or flags say it.</summary>
public sealed record LintSettings
{
    /// <summary>All rules with their own thresholds, nothing suppressed.</summary>
    public static LintSettings Default { get; } = new();

    /// <summary>Thresholds that were moved, by rule and name: <c>RFX001.share</c>.</summary>
    public IReadOnlyDictionary<string, double> Thresholds { get; init; } = new Dictionary<string, double>();

    /// <summary>Findings that are known and meant.</summary>
    public IReadOnlyList<Suppression> Suppressions { get; init; } = [];

    /// <summary>The threshold of a rule, as it is set.</summary>
    /// <exception cref="KeyNotFoundException">The rule has no threshold of that name.</exception>
    public double Threshold(Rule rule, string name)
        => Thresholds.TryGetValue($"{rule.Id}.{name}", out double set) ? set
            : (rule.Thresholds.FirstOrDefault(t => t.Name == name) ?? throw new KeyNotFoundException($"{rule.Id} has no threshold '{name}'")).Default;
}

/// <summary>A finding that somebody has seen and accepts.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Node">Name of a node, or a pattern with <c>*</c>; null for all.</param>
/// <param name="Reason">Why it is meant: nothing is suppressed without one.</param>
public sealed record Suppression(string Rule, string? Node, string Reason)
{
    /// <summary>The line of a net file whose declarations it is about, when a comment there says so; 0 for all.</summary>
    public int Line { get; init; }

    /// <summary>True when it stands in the net file itself, as a comment.</summary>
    public bool IsInSource { get; init; }

    /// <summary>Where it stands itself: a configuration or a net file, with the line.</summary>
    public SourceLine Source { get; init; }

    /// <summary>True when it is about what this rule finds.</summary>
    internal bool IsAbout(Rule rule) => string.Equals(Rule, rule.Id, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is said of it when it matches no finding.</summary>
    internal string Stale => $"the suppression of {Rule}{(Node is null ? "" : $" at {Node}")}{(Source.ToString() is { Length: > 0 } at ? $" ({at})" : "")} matches no finding here";

    /// <summary>True when it covers the finding.</summary>
    public bool Covers(Finding finding)
        => string.Equals(Rule, finding.Rule, StringComparison.OrdinalIgnoreCase)
            && (Line == 0 || Line == finding.Source.Line)
            && (Node is null || (finding.Node is not null && Pattern.IsMatch(finding.Node)));

    private Regex Pattern => new("^" + Regex.Escape(Node!).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.NonBacktracking);
}
