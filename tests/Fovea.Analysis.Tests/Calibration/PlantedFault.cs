namespace Fovea.Analysis.Tests;

/// <summary>A network with one fault that was put into it on purpose.</summary>
/// <param name="Name">Which network, and what was done to it.</param>
/// <param name="Rule">Id of the rule that must find it.</param>
/// <param name="Net">The faulty network in the text notation.</param>
/// <param name="With">Facts beyond the declaration, when the rule needs them.</param>
public sealed record PlantedFault(string Name, string Rule, string Net, Func<LintSubject, LintSubject>? With = null)
{
    /// <summary>Name of the zoo net that it was put into.</summary>
    public string Zoo { get; init; } = "";

    /// <summary>Rules whose condition the same change meets by definition: an image that is too small has too many halvings as well.</summary>
    public IReadOnlyList<string> Implies { get; init; } = [];

    /// <summary>What a sound net of the kind is known to have; the fault is one change of it. Null when the declaration alone is judged.</summary>
    public Func<LintSubject, LintSubject>? Around { get; init; }

    /// <summary>All rules that have to speak.</summary>
    public IEnumerable<string> Planted => Implies.Prepend(Rule);

    /// <summary>What the rules get to see.</summary>
    public LintSubject Subject()
    {
        LintSubject subject = LintSubject.Read(Net, Name, "planted.net.txt");
        return With is null ? subject : With(subject);
    }

    /// <summary>The same with the rules that the change makes speak as well.</summary>
    public PlantedFault And(params string[] implied) => this with { Implies = implied };
}

/// <summary>Text edits of zoo nets.</summary>
internal static class Plant
{
    /// <summary>A zoo net with a piece of its text replaced; the piece must be there, or nothing was planted.</summary>
    public static PlantedFault In(string zoo, string rule, string old, string put, Func<LintSubject, LintSubject>? with = null)
    {
        string text = Zoo.Nets[zoo];
        if (!text.Contains(old, StringComparison.Ordinal)) throw new ArgumentException($"{zoo} has no '{old}'");
        return new PlantedFault($"{zoo}: {old} → {put}", rule, text.Replace(old, put, StringComparison.Ordinal), with) { Zoo = zoo };
    }

    /// <summary>A zoo net with something behind its end.</summary>
    public static PlantedFault Behind(string zoo, string rule, string put, Func<LintSubject, LintSubject>? with = null)
        => new($"{zoo}: … {put}", rule, Zoo.Nets[zoo] + put, with) { Zoo = zoo };

    /// <summary>A zoo net as it is, under conditions that do not suit it.</summary>
    public static PlantedFault Under(string zoo, string rule, string what, Func<LintSubject, LintSubject> with) => new($"{zoo}: {what}", rule, Zoo.Nets[zoo], with) { Zoo = zoo };

    /// <summary>A zoo net as it is, with one of its sound facts changed.</summary>
    public static PlantedFault Among(Func<LintSubject, LintSubject> around, string zoo, string rule, string what, Func<LintSubject, LintSubject> change)
        => Under(zoo, rule, what, s => change(around(s))) with { Around = around };

    /// <summary>A zoo net after several replacements.</summary>
    public static PlantedFault Edited(string zoo, string rule, string what, Func<string, string> edit, Func<LintSubject, LintSubject>? with = null)
    {
        string text = Zoo.Nets[zoo], edited = edit(text);
        return edited == text ? throw new ArgumentException($"{zoo}: {what} changes nothing") : new PlantedFault($"{zoo}: {what}", rule, edited, with) { Zoo = zoo };
    }

    /// <summary>A zoo net for images of another size.</summary>
    public static PlantedFault Sized(string zoo, string rule, int side)
    {
        Shape input = NetText.Parse(Zoo.Nets[zoo]).Input.Shape;
        return Edited(zoo, rule, $"images of {side}×{side}", text => text.Replace($"{input.Height}x{input.Width}x{input.Channels}", $"{side}x{side}x{input.Channels}", StringComparison.Ordinal));
    }
}
