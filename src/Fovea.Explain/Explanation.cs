namespace Fovea.Explain;

/// <summary>
/// Which parts of an image speak for a scalar of the network: raw values at the method's own resolution. Normalising, enlarging
/// and colouring are a renderer's business, so that magnitude and sign survive.
/// </summary>
/// <param name="Method">What made it: <c>Grad-CAM at relu2</c>.</param>
/// <param name="Objective">The scalar that was explained.</param>
/// <param name="Value">That scalar for this image.</param>
/// <param name="Height">Rows of the map.</param>
/// <param name="Width">Columns of the map.</param>
/// <param name="Map">Height × width values; positive speaks for the scalar where the method has a sign.</param>
/// <param name="Warning">Why the map may mislead, or null.</param>
public sealed record Explanation(string Method, Objective Objective, float Value, int Height, int Width, IReadOnlyList<float> Map, string? Warning = null)
{
    /// <summary>The node whose resolution the map has.</summary>
    public string Node { get; init; } = "input";

    /// <summary>Why that node was taken; null where the method leaves no choice.</summary>
    public string? Reason { get; init; }

    /// <summary>What the values are measured in: <c>logit</c>, <c>logit per unit of input</c> (as the network sees it, after preprocessing).</summary>
    public string Units { get; init; } = "";

    /// <summary>What the method measured of itself: its completeness error, its reference image.</summary>
    public IReadOnlyList<ExplanationFact> Facts { get; init; } = [];

    /// <summary>Smallest value of the map.</summary>
    public float Minimum => Map.Min();

    /// <summary>Largest value of the map.</summary>
    public float Maximum => Map.Max();

    /// <summary>Row and column of the largest value.</summary>
    public (int Row, int Column) Peak
    {
        get
        {
            int best = 0;
            for (int i = 1; i < Map.Count; i++)
                if (Map[i] > Map[best]) best = i;
            return (best / Width, best % Width);
        }
    }

    /// <summary>The map without what speaks against the scalar: the form in which Grad-CAM is usually drawn.</summary>
    public float[] Positive() => [.. Map.Select(v => Math.Max(v, 0))];

    /// <inheritdoc/>
    public override string ToString()
        => $"{Method}: {Objective} = {Value:G5}, map {Height}×{Width}, {Minimum:G4} … {Maximum:G4}, peak at row {Peak.Row + 1}, column {Peak.Column + 1}"
            + (Reason is null ? "" : $"\n  layer {Reason}")
            + string.Concat(Facts.Select(f => $"\n  fact  {f}"))
            + (Warning is null ? "" : $"\n  note  {Warning}");
}

/// <summary>Something a method measured of itself.</summary>
/// <param name="Name">What: <c>completeness error</c>.</param>
/// <param name="Value">Its number.</param>
/// <param name="Text">What it means, in words.</param>
public sealed record ExplanationFact(string Name, double Value, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Value.ToString("G4", System.Globalization.CultureInfo.InvariantCulture)}: {Text}";
}
