namespace Fovea.Report;

/// <summary>Whole-number enlargement that keeps pixels square, so that 28×28 looks crisp and not blurred.</summary>
public static class Enlarge
{
    /// <summary>Repeats each pixel as often as fits in <paramref name="longSide"/>; larger pictures are averaged down to fit.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="longSide">Pixels the longer side may have.</param>
    public static PixelImage ToFit(PixelImage image, int longSide)
    {
        int size = Math.Max(image.Height, image.Width);
        return size > longSide ? Average(image, (size + longSide - 1) / longSide) : Repeat(image, longSide / size);
    }

    private static PixelImage Repeat(PixelImage image, int factor)
    {
        if (factor == 1)
            return image;
        int c = image.Channels, height = image.Height * factor, width = image.Width * factor;
        var pixels = new byte[height * width * c];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                image.Pixels.AsSpan((y / factor * image.Width + x / factor) * c, c).CopyTo(pixels.AsSpan((y * width + x) * c));
        return new PixelImage(height, width, c, pixels);
    }

    private static PixelImage Average(PixelImage image, int factor)
    {
        int c = image.Channels, height = (image.Height + factor - 1) / factor, width = (image.Width + factor - 1) / factor;
        var pixels = new byte[height * width * c];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                for (int k = 0; k < c; k++)
                {
                    int sum = 0, count = 0;
                    for (int v = y * factor; v < Math.Min(image.Height, (y + 1) * factor); v++)
                        for (int u = x * factor; u < Math.Min(image.Width, (x + 1) * factor); u++, count++)
                            sum += image.Pixels[(v * image.Width + u) * c + k];
                    pixels[(y * width + x) * c + k] = (byte)((sum + count / 2) / count);
                }
        return new PixelImage(height, width, c, pixels);
    }
}
