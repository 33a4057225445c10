namespace Fovea.Explain;

/// <summary>What a check says about an explanation.</summary>
public enum TrustVerdict
{
    /// <summary>The check has nothing to say about this method.</summary>
    NotApplicable,

    /// <summary>Nothing speaks against the map.</summary>
    Passes,

    /// <summary>The map may mislead.</summary>
    Doubtful,

    /// <summary>The map does not explain this network's answer.</summary>
    Fails,
}

/// <summary>One check of an explanation.</summary>
/// <param name="Name">What was checked: <c>weight randomisation</c>.</param>
/// <param name="Verdict">How it went.</param>
/// <param name="Value">The number that was measured, or null.</param>
/// <param name="Rule">The threshold: <c>at most 0.5</c>.</param>
/// <param name="Source">Where check and threshold come from; "ours" marks a heuristic.</param>
/// <param name="Says">The result in words.</param>
public sealed record TrustCheck(string Name, TrustVerdict Verdict, double? Value, string Rule, string Source, string Says)
{
    /// <summary><c>fails     weight randomisation: …</c>.</summary>
    public override string ToString() => $"{TrustBadge.Word(Verdict),-9} {Name}: {Says}";
}
