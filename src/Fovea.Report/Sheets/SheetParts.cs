namespace Fovea.Report;

/// <summary>Pieces of the pictures in the run folder.</summary>
internal static class SheetParts
{
    internal const double Margin = 18;

    /// <summary>A colour bar with the values at its ends and an optional unit; 14 pixels high.</summary>
    internal static IEnumerable<Mark> ColorBar(double x, double y, ValueScale scale, ColorMap colors, string unit)
    {
        string low = (scale.IsCut && scale.IsSigned ? "≤ " : "") + Say.Value(scale.Low), high = Parts.High(scale) + (unit.Length > 0 ? " " + unit : "");
        double start = x + Fonts.Measure(low, 11.5, bold: false) + 6;
        var pixels = new byte[3 * 256];
        for (int i = 0; i < 256; i++)
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = colors.At(i / 255.0);
        yield return new TextMark(x, y + 10, low, 11.5, Ink.Muted);
        yield return new PixelMark(start, y + 1, 110, 10, new PixelImage(1, 256, 3, pixels));
        yield return new TextMark(start + 116, y + 10, high, 11.5, Ink.Muted);
    }

    /// <summary>An image enlarged with square pixels into a square box, centred.</summary>
    internal static PixelMark Boxed(PixelImage image, double x, double y, double box)
    {
        double factor = box / Math.Max(image.Height, image.Width), w = image.Width * factor, h = image.Height * factor;
        return new PixelMark(x + (box - w) / 2, y + (box - h) / 2, w, h, image, Smooth: factor < 1);
    }

    /// <summary>Cuts a text that is too wide, with an ellipsis.</summary>
    internal static string Fit(string text, double size, bool bold, double width)
    {
        if (Fonts.Measure(text, size, bold) <= width)
            return text;
        while (text.Length > 1 && Fonts.Measure(text + "…", size, bold) > width)
            text = text[..^1];
        return text + "…";
    }
}
