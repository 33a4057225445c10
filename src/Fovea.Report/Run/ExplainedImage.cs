using Fovea.Explain;

namespace Fovea.Report;

/// <summary>An image with what one or several methods say of it.</summary>
public sealed record ExplainedImage
{
    /// <summary>The image, before preprocessing.</summary>
    public required PixelImage Image { get; init; }

    /// <summary>Where the image comes from.</summary>
    public string Name { get; init; } = "";

    /// <summary>The network's answer in words: <c>boot, 99.1 %</c>.</summary>
    public string Said { get; init; } = "";

    /// <summary>What is explained, with its value: <c>logit of boot = 8.2</c>.</summary>
    public required string Explains { get; init; }

    /// <summary>The maps, side by side.</summary>
    public required IReadOnlyList<ExplainedMap> Maps { get; init; }

    /// <summary>Maps in the same units share one scale.</summary>
    public bool SharedScale { get; init; }
}

/// <summary>A method's map: raw values at its own resolution.</summary>
/// <param name="Method">What made it.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values">Height × width values, neither clipped nor scaled.</param>
/// <param name="Node">The node whose resolution it has.</param>
/// <param name="Units">What the values are measured in.</param>
/// <param name="Signed">Negative values speak against the scalar: colours are symmetric about 0 even where there are none.</param>
/// <param name="Notes">What the method measured of itself, and warnings; a line each.</param>
public sealed record ExplainedMap(string Method, int Height, int Width, float[] Values, string Node, string Units, bool Signed, IReadOnlyList<string> Notes)
{
    /// <summary>What checks say of it; null where none were made.</summary>
    public TrustBadge? Trust { get; init; }
}
