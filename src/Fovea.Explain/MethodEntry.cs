using System.Text;

namespace Fovea.Explain;

/// <summary>A method by its word, with what one has to know to choose it.</summary>
/// <param name="Word">What the command line calls it.</param>
/// <param name="Sentence">What it shows.</param>
/// <param name="Formula">The short form of its formula.</param>
/// <param name="Signed">Negative values speak against the scalar.</param>
/// <param name="Resolution">What the map has as many places as.</param>
/// <param name="Passes">Passes through the network for one image.</param>
/// <param name="Failures">Where it is known to mislead, with the source; or that it passed.</param>
/// <param name="Make">The method for settings.</param>
public sealed record MethodEntry(string Word, string Sentence, string Formula, bool Signed, string Resolution, string Passes, string Failures, Func<MethodSettings, ExplanationMethod> Make)
{
    /// <summary>True where the map can be taken at a node of one's choice.</summary>
    public bool TakesNode { get; init; }

    /// <summary>A table of methods in Markdown.</summary>
    public static string Markdown(IEnumerable<MethodEntry> entries)
    {
        var text = new StringBuilder("| method | shows | formula | signed | resolution | cost | known failures |\n|---|---|---|---|---|---|---|\n");
        foreach (MethodEntry e in entries) text.Append($"| `{e.Word}` | {e.Sentence} | {e.Formula.Replace("|", "\\|", StringComparison.Ordinal)} | {(e.Signed ? "yes" : "no")} | {e.Resolution} | {e.Passes} | {e.Failures} |\n");
        return text.ToString();
    }
}

/// <summary>What a person may choose about any method.</summary>
public sealed record MethodSettings
{
    /// <summary>The node whose maps are weighed; null chooses.</summary>
    public string? Node { get; init; }

    /// <summary>Decides noise.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Noisy copies.</summary>
    public int Samples { get; init; } = 50;

    /// <summary>Points of an integral.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>What to compare with.</summary>
    public ReferenceImage Reference { get; init; }
}
