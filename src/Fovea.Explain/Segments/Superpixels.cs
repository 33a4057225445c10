namespace Fovea.Explain;

/// <summary>An image divided into connected parts of similar colour.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Labels">Height × width numbers of parts, 0 … <paramref name="Count"/> − 1, in the order in which they first appear.</param>
/// <param name="Count">How many parts.</param>
public sealed record Superpixels(int Height, int Width, IReadOnlyList<int> Labels, int Count)
{
    /// <summary>Divides an image. Deterministic: no draw is made.</summary>
    /// <remarks>
    /// Formula: k-means in the space of colour and place from a regular grid of centres, each searching 2S × 2S pixels around it with
    /// <c>D² = d_colour² + m²·(d_place / S)²</c>, S = √(pixels / parts); then every part that is not connected, or smaller than a quarter of
    /// S², joins the neighbour before it. Colours are the preprocessed channels, each divided by its deviation in this image, instead of CIELAB.
    /// Source: Achanta et al., "SLIC superpixels", TPAMI 2012.
    /// </remarks>
    /// <param name="image">H W C values.</param>
    /// <param name="shape">Height × width × channels.</param>
    /// <param name="parts">About how many parts.</param>
    /// <param name="compactness">m: large values give squares.</param>
    /// <param name="iterations">Rounds of k-means.</param>
    /// <exception cref="ArgumentException">There are more parts than pixels, or none.</exception>
    public static Superpixels Of(ReadOnlySpan<float> image, Shape shape, int parts, double compactness = 0.5, int iterations = 10)
    {
        int pixels = shape.Height * shape.Width;
        if (parts < 1 || parts > pixels) throw new ArgumentException($"{parts} superpixels for an image of {pixels:N0} pixels; 1 to {pixels:N0}");
        return new Slic(image, shape, parts, compactness).Run(iterations);
    }
}
