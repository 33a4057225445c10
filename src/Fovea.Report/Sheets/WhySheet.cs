using Fovea.Explain;

namespace Fovea.Report;

/// <summary>How one number came about: where it looked, what was multiplied, how it adds up.</summary>
internal static class WhySheet
{
    private const double Margin = SheetParts.Margin, Box = 232, Step = Box + 24, Width = 3 * Step - 24;

    internal static Drawing Draw(Provenance why, PixelImage image, ImageWindow window, string said)
    {
        var marks = new List<Mark>
        {
            new TextMark(Margin, Margin + 14, SheetParts.Fit($"{why.Place} = {Say.Value(why.Activation)}{string.Concat(why.Then.Select(s => $"  →  {s.Node} {Say.Value(s.Value)}"))}", 16, bold: true, Width), 16, Ink.Text, Bold: true),
            new TextMark(Margin, Margin + 34, SheetParts.Fit($"{why.Op} → {why.Shape};  {said}", 12, bold: false, Width), 12, Ink.Muted),
        };
        double y = Margin + 62;
        y = Places(marks, why, image, window, y);
        y = WhyProducts.Draw(marks, why, y, Width);
        y = WhySum.Draw(marks, why, y, Width);
        return new Drawing(Width + 2 * Margin, y + Margin, $"Where {why.Place} comes from", marks);
    }

    private static double Places(List<Mark> marks, Provenance why, PixelImage image, ImageWindow window, double y)
    {
        double scale = Box / Math.Max(image.Height, image.Width), second = Margin + Step, third = Margin + 2 * Step;
        foreach ((double x, string title) in ((double, string)[])[(Margin, "what it can see"), (second, "what moves it"), (third, "the part it can see")])
            marks.Add(new TextMark(x, y, title, 12, Ink.Text, Bold: true));
        y += 10;
        marks.Add(SheetParts.Boxed(image, Margin, y, Box));
        double left = Margin + (Box - scale * image.Width) / 2, top = y + (Box - scale * image.Height) / 2;
        if (window.Height > 0 && window.Width > 0) Frame(marks, left + scale * window.Left, top + scale * window.Top, scale * window.Width, scale * window.Height);
        float[] looked = [.. why.Looked];
        ValueScale ends = ValueScale.Of(looked);
        marks.Add(SheetParts.Boxed(WhyProducts.Colored(looked, why.Height, why.Width, ends), second, y, Box));
        if (window.Height > 0 && window.Width > 0) marks.Add(SheetParts.Boxed(Crop(image, window), third, y, Box));
        y += Box;
        string seen = window.Height > 0 && window.Width > 0
            ? $"rows {window.Top}–{window.Top + window.Height - 1}, columns {window.Left}–{window.Left + window.Width - 1}{(window.IsCut ? ", cut off" : "")}"
            : "padding alone";
        marks.Add(new TextMark(Margin, y + 18, SheetParts.Fit(seen, 11, bold: false, Step - 8), 11, Ink.Muted));
        marks.AddRange(SheetParts.ColorBar(second, y + 8, ends, ends.Colors, "per pixel unit"));
        marks.Add(new TextMark(third, y + 18, $"{window.Height}×{window.Width} px, {Say.Counted(why.EffectivePixels, "pixel matters", "pixels matter")}", 11, Ink.Muted));
        return y + 48;
    }

    private static PixelImage Crop(PixelImage image, ImageWindow w)
    {
        int c = image.Channels;
        var pixels = new byte[w.Height * w.Width * c];
        for (int row = 0; row < w.Height; row++)
            image.Pixels.AsSpan(((w.Top + row) * image.Width + w.Left) * c, w.Width * c).CopyTo(pixels.AsSpan(row * w.Width * c));
        return new PixelImage(w.Height, w.Width, c, pixels);
    }

    // Light on dark and dark on light: one of the two lines shows on any image.
    private static void Frame(List<Mark> marks, double x, double y, double w, double h)
    {
        foreach ((double grow, Ink ink) in ((double, Ink)[])[(0, Ink.Surface), (-1.5, Ink.Bad)])
            foreach ((double x1, double y1, double x2, double y2) in Sides(x - grow, y - grow, w + 2 * grow, h + 2 * grow))
                marks.Add(new LineMark(x1, y1, x2, y2, ink, 1.6));
    }

    private static (double X1, double Y1, double X2, double Y2)[] Sides(double x, double y, double w, double h)
        => [(x, y, x + w, y), (x, y + h, x + w, y + h), (x, y, x, y + h), (x + w, y, x + w, y + h)];
}
