namespace Fovea.Analysis.Tests;

/// <summary>A network with one fault that was put into it on purpose.</summary>
/// <param name="Name">Which network, and what was done to it.</param>
/// <param name="Rule">Id of the rule that must find it.</param>
/// <param name="Net">The faulty network in the text notation.</param>
/// <param name="With">Facts beyond the declaration, when the rule needs them.</param>
public sealed record PlantedFault(string Name, string Rule, string Net, Func<LintSubject, LintSubject>? With = null)
{
    /// <summary>What the rules get to see.</summary>
    public LintSubject Subject()
    {
        var subject = new LintSubject(NetText.Parse(Net, "planted.net.txt"), Name);
        return With is null ? subject : With(subject);
    }
}

/// <summary>Text edits of zoo nets.</summary>
internal static class Plant
{
    /// <summary>A zoo net with a piece of its text replaced; the piece must be there, or nothing was planted.</summary>
    public static PlantedFault In(string zoo, string rule, string old, string put, Func<LintSubject, LintSubject>? with = null)
    {
        string text = Zoo.Nets[zoo];
        if (!text.Contains(old, StringComparison.Ordinal)) throw new ArgumentException($"{zoo} has no '{old}'");
        return new PlantedFault($"{zoo}: {old} → {put}", rule, text.Replace(old, put, StringComparison.Ordinal), with);
    }

    /// <summary>A zoo net with something behind its end.</summary>
    public static PlantedFault Behind(string zoo, string rule, string put, Func<LintSubject, LintSubject>? with = null)
        => new($"{zoo}: … {put}", rule, Zoo.Nets[zoo] + put, with);

    /// <summary>A zoo net as it is, under conditions that do not suit it.</summary>
    public static PlantedFault Under(string zoo, string rule, string what, Func<LintSubject, LintSubject> with) => new($"{zoo}: {what}", rule, Zoo.Nets[zoo], with);

    /// <summary>A zoo net after several replacements.</summary>
    public static PlantedFault Edited(string zoo, string rule, string what, Func<string, string> edit, Func<LintSubject, LintSubject>? with = null)
    {
        string text = Zoo.Nets[zoo], edited = edit(text);
        return edited == text ? throw new ArgumentException($"{zoo}: {what} changes nothing") : new PlantedFault($"{zoo}: {what}", rule, edited, with);
    }
}
