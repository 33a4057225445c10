using Fovea.Explain;

namespace Fovea.Report;

/// <summary>Values × weights = products of the strongest input channels, each kind on one scale.</summary>
internal static class WhyProducts
{
    private const int Most = 4, MostTaps = 32;
    private const double Box = 86, Row = Box + 10;

    /// <summary>Adds the marks and returns where the next part starts.</summary>
    internal static double Draw(List<Mark> marks, Provenance why, double y, double width)
    {
        const double margin = SheetParts.Margin;
        if (why.Kind != AccountKind.Sum || why.Windows is not [{ Height: <= MostTaps, Width: <= MostTaps } window] || window.Height * window.Width < 2) return y;
        ChannelProducts[] shown = [.. why.Strongest.Take(Most).Select(s => s.Channel)];
        (string Title, Func<Tap, double> What)[] kinds = [("values", t => t.Value), ("weights", t => t.Weight), ("products", t => t.Product)];
        double step = Box + 130, first = margin + 96;
        marks.Add(new TextMark(margin, y, shown.Length < window.Channels.Count ? $"the {shown.Length} strongest of {window.Channels.Count} input channels of {window.Node}" : $"the input channels of {window.Node}", 12, Ink.Text, Bold: true));
        for (int k = 0; k < kinds.Length; k++)
        {
            float[][] grids = [.. shown.Select(c => Grid(window, c, kinds[k].What))];
            ValueScale scale = ValueScale.Of(grids);
            double x = first + k * step;
            marks.Add(new TextMark(x, y + 20, kinds[k].Title, 11.5, Ink.Muted));
            for (int i = 0; i < shown.Length; i++)
                marks.Add(SheetParts.Boxed(Colored(grids[i], window.Height, window.Width, scale), x, y + 28 + i * Row, Box));
            marks.AddRange(SheetParts.ColorBar(x - 14, y + 28 + shown.Length * Row, scale, scale.Colors, ""));
        }
        for (int i = 0; i < shown.Length; i++)
        {
            double middle = y + 28 + i * Row + Box / 2 + 5;
            marks.Add(new TextMark(margin, middle, $"channel {shown[i].Channel}", 12));
            marks.Add(new TextMark(first + Box + (step - Box) / 2, middle, "×", 16, Ink.Muted, Anchor.Middle));
            marks.Add(new TextMark(first + step + Box + (step - Box) / 2, middle, "=", 16, Ink.Muted, Anchor.Middle));
            marks.Add(new TextMark(first + 2 * step + Box + 18, middle, $"Σ = {Say.Value(shown[i].Sum)}", 13, Ink.Text, Bold: true));
        }
        return y + 28 + shown.Length * Row + 46;
    }

    // Pixels beyond the border are zero, as the layer has them.
    private static float[] Grid(InputWindow w, ChannelProducts c, Func<Tap, double> what)
    {
        var grid = new float[w.Height * w.Width];
        foreach (Tap t in c.Taps) grid[(t.Row - w.Top) / w.DilationHeight * w.Width + (t.Column - w.Left) / w.DilationWidth] = (float)what(t);
        return grid;
    }

    internal static PixelImage Colored(float[] grid, int height, int width, ValueScale scale)
    {
        var pixels = new byte[3 * grid.Length];
        for (int i = 0; i < grid.Length; i++)
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = float.IsFinite(grid[i]) ? scale.Colors.At(scale.Fraction(grid[i])) : ((byte)255, (byte)0, (byte)200);
        return new PixelImage(height, width, 3, pixels);
    }
}
