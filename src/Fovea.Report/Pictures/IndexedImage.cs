namespace Fovea.Report;

/// <summary>A picture of at most 256 colours, one byte a pixel. Maps are drawn this way: a quarter of the bytes of RGBA.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Indices">Height × Width palette places.</param>
/// <param name="Palette">RGBA of up to 256 colours, not premultiplied.</param>
public sealed record IndexedImage(int Height, int Width, byte[] Indices, byte[] Palette)
{
    /// <summary>The same picture as RGBA.</summary>
    public PixelImage ToPixels()
    {
        var pixels = new byte[4 * Indices.Length];
        for (int i = 0; i < Indices.Length; i++)
            Palette.AsSpan(4 * Indices[i], 4).CopyTo(pixels.AsSpan(4 * i));
        return new PixelImage(Height, Width, 4, pixels);
    }
}

/// <summary>The palette of value maps: 248 steps of a colour map, then what is not a value.</summary>
internal static class MapPalette
{
    internal const int Levels = 248;
    internal const byte Silent = 248, SilentStripe = 249, NotFinite = 250, NotFiniteStripe = 251, Gap = 252;

    internal static byte[] Of(ColorMap colors, byte alpha = 255)
    {
        var palette = new byte[4 * (Gap + 1)];
        for (int i = 0; i < Levels; i++)
        {
            (byte r, byte g, byte b) = colors.At(i / (Levels - 1.0));
            Set(palette, i, r, g, b, alpha);
        }
        Set(palette, Silent, 118, 124, 134, 70);
        Set(palette, SilentStripe, 118, 124, 134, 150);
        Set(palette, NotFinite, 255, 0, 200, 255);
        Set(palette, NotFiniteStripe, 120, 0, 95, 255);
        Set(palette, Gap, 0, 0, 0, 0);
        return palette;
    }

    internal static byte Level(ValueScale scale, double value) => (byte)Math.Round(scale.Fraction(value) * (Levels - 1));

    private static void Set(byte[] palette, int index, byte r, byte g, byte b, byte a) =>
        (palette[4 * index], palette[4 * index + 1], palette[4 * index + 2], palette[4 * index + 3]) = (r, g, b, a);
}
