namespace Fovea.Explain;

/// <summary>Maps enlarged by bilinear interpolation between the centres of their cells; beyond the outer centres the edge is repeated.</summary>
internal static class Upsample
{
    /// <summary>The whole map on an image's pixels.</summary>
    public static float[] To(IReadOnlyList<float> map, int height, int width, int toHeight, int toWidth)
    {
        var enlarged = new float[toHeight * toWidth];
        Bilinear([.. map], height, width, toHeight, toWidth, 0, 0, toHeight, toWidth, enlarged);
        return enlarged;
    }

    /// <summary>A part, from (top, left), of the map enlarged to fullHeight × fullWidth.</summary>
    public static void Bilinear(ReadOnlySpan<float> map, int height, int width, int fullHeight, int fullWidth, int top, int left, int partHeight, int partWidth, Span<float> part)
    {
        for (int y = 0; y < partHeight; y++)
        {
            (int y0, int y1, float fy) = Between(y + top, fullHeight, height);
            for (int x = 0; x < partWidth; x++)
            {
                (int x0, int x1, float fx) = Between(x + left, fullWidth, width);
                part[y * partWidth + x] = (1 - fy) * ((1 - fx) * map[y0 * width + x0] + fx * map[y0 * width + x1])
                    + fy * ((1 - fx) * map[y1 * width + x0] + fx * map[y1 * width + x1]);
            }
        }
    }

    private static (int Low, int High, float Fraction) Between(int pixel, int full, int cells)
    {
        double at = Math.Clamp((pixel + 0.5) * cells / full - 0.5, 0, cells - 1);
        int low = (int)at;
        return (low, Math.Min(low + 1, cells - 1), (float)(at - low));
    }
}
