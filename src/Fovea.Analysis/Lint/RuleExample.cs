namespace Fovea.Analysis;

/// <summary>A network on which a rule must fire, or must not: its documentation and its first test.</summary>
/// <param name="Net">In the text notation; it may be one that cannot be built to its end.</param>
/// <param name="With">Adds what the rule needs to know beyond the declaration (data, statistics, a run); null for a static rule.</param>
public sealed record RuleExample(string Net, Func<LintSubject, LintSubject>? With = null)
{
    /// <summary>What the rule gets to see.</summary>
    public LintSubject Subject()
    {
        LintSubject subject = LintSubject.Read(Net, "example", "example.net.txt");
        return With is null ? subject : With(subject);
    }
}
