namespace Fovea.Report;

/// <summary>A class activation map enlarged to lie over its image.</summary>
/// <param name="Scale">Ends of the colour bar: the raw values of the map, not of its enlargement.</param>
/// <param name="Map">The enlarged map, transparent by its palette's alpha.</param>
/// <param name="NotFinite">How many values of the raw map are NaN or infinite; drawn magenta.</param>
public sealed record CamOverlay(ValueScale Scale, IndexedImage Map, int NotFinite)
{
    /// <summary>How much of the map covers the image, of 255.</summary>
    public const byte Opacity = 148;

    /// <summary>
    /// Enlarges the map's values (bilinear, pixel centres, edges repeated) and colours them afterwards, so that the colours
    /// between two values are those of values between them.
    /// </summary>
    /// <param name="cam">The image and its map.</param>
    /// <param name="longSide">Pixels of the longer side.</param>
    /// <param name="scale">Ends of the colour bar; those of this map when null.</param>
    /// <param name="alpha">Opacity of the colours, of 255.</param>
    public static CamOverlay Draw(CamPicture cam, int longSide, ValueScale? scale = null, byte alpha = Opacity)
    {
        ValueScale ends = scale ?? ValueScale.Of(cam.Map);
        (int height, int width) = Size(cam.Image, longSide);
        byte[] palette = MapPalette.Of(ends.Colors, alpha);
        var indices = new byte[height * width];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                double v = Sample(cam, (y + 0.5) * cam.MapHeight / height - 0.5, (x + 0.5) * cam.MapWidth / width - 0.5);
                indices[y * width + x] = double.IsFinite(v) ? MapPalette.Level(ends, v)
                    : (x + y) % 8 < 3 ? MapPalette.NotFiniteStripe : MapPalette.NotFinite;
            }
        return new CamOverlay(ends, new IndexedImage(height, width, indices, palette), cam.Map.Count(v => !float.IsFinite(v)));
    }

    private static (int Height, int Width) Size(PixelImage image, int longSide)
    {
        double factor = (double)longSide / Math.Max(image.Height, image.Width);
        return (Math.Max(1, (int)Math.Round(image.Height * factor)), Math.Max(1, (int)Math.Round(image.Width * factor)));
    }

    private static double Sample(CamPicture cam, double y, double x)
    {
        y = Math.Clamp(y, 0, cam.MapHeight - 1);
        x = Math.Clamp(x, 0, cam.MapWidth - 1);
        int y0 = (int)y, x0 = (int)x, y1 = Math.Min(y0 + 1, cam.MapHeight - 1), x1 = Math.Min(x0 + 1, cam.MapWidth - 1);
        double fy = y - y0, fx = x - x0;
        return (1 - fy) * ((1 - fx) * cam.Map[y0 * cam.MapWidth + x0] + fx * cam.Map[y0 * cam.MapWidth + x1])
            + fy * ((1 - fx) * cam.Map[y1 * cam.MapWidth + x0] + fx * cam.Map[y1 * cam.MapWidth + x1]);
    }
}
