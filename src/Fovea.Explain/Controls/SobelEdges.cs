namespace Fovea.Explain;

/// <summary>A control: the edges of the image. It never looks at the network; a method that draws the same explains the image, not the network.</summary>
/// <remarks>
/// Formula: <c>√(gx² + gy²)</c> of the channels' mean under the 3×3 Sobel windows, edges repeated.
/// Shapes: the map has the resolution of the image.
/// Source: Sobel, Feldman 1968; as a control: Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018.
/// </remarks>
public sealed record SobelEdges : PerturbationMethod
{
    /// <inheritdoc/>
    public override string Name => "Sobel edges (control)";

    private protected override string Units(string scalar) => "no unit: a control";

    private protected override Explanation One(Scorer s, Objective objective) => Made(s, objective, Of(s.Image, s.Shape));

    /// <summary>The edges of an image, H W C.</summary>
    internal static float[] Of(ReadOnlySpan<float> image, Shape shape)
    {
        int height = shape.Height, width = shape.Width, channels = shape.Channels;
        var grey = new double[height * width];
        for (int i = 0; i < image.Length; i++) grey[i / channels] += image[i] / (double)channels;
        double At(int row, int column) => grey[Math.Clamp(row, 0, height - 1) * width + Math.Clamp(column, 0, width - 1)];
        var map = new float[grey.Length];
        for (int p = 0; p < map.Length; p++)
        {
            int r = p / width, c = p % width;
            double across = At(r - 1, c + 1) + 2 * At(r, c + 1) + At(r + 1, c + 1) - At(r - 1, c - 1) - 2 * At(r, c - 1) - At(r + 1, c - 1);
            double down = At(r + 1, c - 1) + 2 * At(r + 1, c) + At(r + 1, c + 1) - At(r - 1, c - 1) - 2 * At(r - 1, c) - At(r - 1, c + 1);
            map[p] = (float)Math.Sqrt(across * across + down * down);
        }
        return map;
    }
}
