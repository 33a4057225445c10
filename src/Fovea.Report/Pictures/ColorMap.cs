namespace Fovea.Report;

/// <summary>
/// 256 colours from the low end of a scale to the high one. Only maps whose lightness follows the value are offered:
/// a rainbow draws edges where the data has none (Borland and Taylor 2007).
/// </summary>
public sealed class ColorMap
{
    private readonly byte[] _rgb;

    private ColorMap(string name, byte[] rgb) => (Name, _rgb) = (name, rgb);

    /// <summary>Black, purple, orange, pale yellow: for values that start at zero. Zero is black.</summary>
    public static ColorMap Inferno { get; } = new("inferno", Convert.FromHexString(ColorTables.Inferno));

    /// <summary>Dark blue, green, yellow: for counts and shares.</summary>
    public static ColorMap Viridis { get; } = new("viridis", Convert.FromHexString(ColorTables.Viridis));

    /// <summary>Blue below zero, near-white at zero, red above: for signed values on a symmetric scale.</summary>
    public static ColorMap BlueWhiteRed { get; } = new("blue-white-red", Diverging());

    /// <summary>Black to white, for pixels and weights that are colours themselves.</summary>
    public static ColorMap Grey { get; } = new("grey", Enumerable.Range(0, 256).SelectMany(i => new[] { (byte)i, (byte)i, (byte)i }).ToArray());

    /// <summary>The map's name.</summary>
    public string Name { get; }

    /// <summary>The colour at a fraction of the scale; below 0 and above 1 the ends.</summary>
    /// <param name="fraction">0 at the low end, 1 at the high end. NaN has no colour: ask before.</param>
    /// <exception cref="ArgumentException"><paramref name="fraction"/> is NaN.</exception>
    public (byte Red, byte Green, byte Blue) At(double fraction)
    {
        if (double.IsNaN(fraction))
            throw new ArgumentException("NaN has no place on a colour map", nameof(fraction));
        int i = 3 * (int)Math.Round(Math.Clamp(fraction, 0, 1) * 255);
        return (_rgb[i], _rgb[i + 1], _rgb[i + 2]);
    }

    /// <summary>The colour as CSS, <c>#rrggbb</c>.</summary>
    /// <param name="fraction">0 at the low end, 1 at the high end.</param>
    public string Css(double fraction)
    {
        (byte r, byte g, byte b) = At(fraction);
        return $"#{r:x2}{g:x2}{b:x2}";
    }

    // Straight lines in OKLab (Ottosson 2020) from blue over near-white to red, so that +x and −x look equally strong.
    private static byte[] Diverging()
    {
        (double L, double A, double B) blue = (0.42, -0.03, -0.17), white = (0.97, 0, 0), red = (0.42, 0.16, 0.085);
        var rgb = new byte[768];
        for (int i = 0; i < 256; i++)
        {
            double t = Math.Abs(i - 127.5) / 127.5;
            (double L, double A, double B) end = i < 128 ? blue : red;
            OklabToRgb(white.L + t * (end.L - white.L), t * end.A, t * end.B, rgb.AsSpan(3 * i, 3));
        }
        return rgb;
    }

    private static void OklabToRgb(double lightness, double a, double b, Span<byte> rgb)
    {
        double l = Math.Pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
        double m = Math.Pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
        double s = Math.Pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
        rgb[0] = Gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
        rgb[1] = Gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
        rgb[2] = Gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    }

    private static byte Gamma(double linear)
    {
        double x = Math.Clamp(linear, 0, 1);
        return (byte)Math.Round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * Math.Pow(x, 1 / 2.4) - 0.055));
    }
}
