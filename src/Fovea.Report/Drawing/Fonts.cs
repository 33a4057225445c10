using SkiaSharp;

namespace Fovea.Report;

/// <summary>
/// Inter (SIL Open Font License, see Assets/Inter-LICENSE.txt), shipped inside the assembly: the SkiaSharp build without
/// dependencies finds no system fonts and would draw no text at all, and the same font everywhere gives the same bytes.
/// Covers Latin, Greek and Cyrillic; other scripts appear as boxes in PNG files and correctly in the page.
/// </summary>
internal static class Fonts
{
    internal static SKTypeface Regular { get; } = Load("Inter-Regular.subset.otf");

    internal static SKTypeface SemiBold { get; } = Load("Inter-SemiBold.subset.otf");

    internal static byte[] Resource(string name)
    {
        using Stream stream = typeof(Fonts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly lacks its resource {name}");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    internal static double Measure(string text, double size, bool bold)
    {
        using SKFont font = new(bold ? SemiBold : Regular, (float)size) { Hinting = SKFontHinting.None, Subpixel = true };
        return font.MeasureText(text);
    }

    private static SKTypeface Load(string name)
    {
        using SKData data = SKData.CreateCopy(Resource(name));
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"SkiaSharp cannot read the font {name}");
    }
}
