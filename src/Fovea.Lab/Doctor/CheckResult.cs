using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>What one examination came to.</summary>
/// <param name="Check">A word by which scripts know it: <c>overfit</c>.</param>
/// <param name="Question">What was asked, for a person who meets it for the first time.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Found">One sentence with the numbers.</param>
/// <param name="Advice">What to do; null when there is nothing to do.</param>
/// <param name="Numbers">What the outcome rests on.</param>
public sealed record CheckResult(string Check, string Question, Outcome Outcome, string Found, string? Advice, IReadOnlyList<Evidence> Numbers)
{
    /// <summary>Wall time.</summary>
    public double Seconds { get; init; }
}

/// <summary>How an examination went, in rising gravity.</summary>
public enum Outcome
{
    /// <summary>It could not be done here; the sentence says why.</summary>
    Skipped,

    /// <summary>As it should be.</summary>
    Sound,

    /// <summary>Worth a look: it costs accuracy or time, or may.</summary>
    Doubtful,

    /// <summary>Broken: training will not do what it should.</summary>
    Broken,
}
