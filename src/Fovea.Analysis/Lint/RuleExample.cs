namespace Fovea.Analysis;

/// <summary>A network on which a rule must fire, or must not: its documentation and its first test.</summary>
/// <param name="Net">In the text notation.</param>
/// <param name="With">Adds what the rule needs to know beyond the declaration (data, statistics, a run); null for a static rule.</param>
public sealed record RuleExample(string Net, Func<LintSubject, LintSubject>? With = null)
{
    /// <summary>What the rule gets to see.</summary>
    public LintSubject Subject()
    {
        var subject = new LintSubject(NetText.Parse(Net, "example.net.txt"), "example");
        return With is null ? subject : With(subject);
    }
}
