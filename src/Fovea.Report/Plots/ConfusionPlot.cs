namespace Fovea.Report;

/// <summary>The confusion matrix as a picture.</summary>
internal static class ConfusionPlot
{
    /// <summary>One pixel square a cell, shaded by the square root of the share of its row, enlarged to about 600 pixels.</summary>
    internal static PixelImage Pixels(ConfusionMatrix m)
    {
        int n = m.Classes.Count;
        var rgb = new byte[3 * n * n];
        for (int a = 0; a < n; a++)
        {
            int total = m.RowTotal(a);
            for (int p = 0; p < n; p++)
                (rgb[3 * (a * n + p)], rgb[3 * (a * n + p) + 1], rgb[3 * (a * n + p) + 2]) = Shade(m.Counts[a, p], total, a == p);
        }
        return Enlarge.ToFit(new PixelImage(n, n, 3, rgb), Math.Max(n, 600));
    }

    /// <summary>The matrix with names and counts for <c>confusion.png</c>; above thirty classes without them.</summary>
    internal static Drawing Draw(ConfusionMatrix m)
    {
        int n = m.Classes.Count;
        bool small = n <= ConfusionSection.MostClassesAsTable;
        const double cell = 44;
        double widest = small ? m.Classes.Max(c => Fonts.Measure(Short(c), 12, bold: false)) : 0;
        double left = 24 + widest, top = 72 + 0.75 * widest, side = small ? n * cell : 620;
        var marks = new List<Mark>
        {
            new TextMark(16, 24, $"Confusion matrix, {Say.Percent(m.Score.Accuracy)} right", 15, Ink.Text, Bold: true),
            new TextMark(16, 42, $"rows: what the image is; columns: what was said; counted on {m.On}", 11.5, Ink.Muted),
        };
        if (!small)
            marks.Add(new PixelMark(left, top, side, side, Pixels(m)));
        for (int a = 0; small && a < n; a++)
        {
            int total = m.RowTotal(a);
            marks.Add(new TextMark(left - 8, top + a * cell + cell / 2 + 4, Short(m.Classes[a]), 12, Ink.Text, Anchor.End));
            marks.Add(new TextMark(left + a * cell + cell / 2, top - 8, Short(m.Classes[a]), 12, Ink.Text, Rotation: -45));
            for (int p = 0; p < n; p++)
            {
                (byte r, byte g, byte b) = Shade(m.Counts[a, p], total, a == p);
                marks.Add(new CellMark(left + p * cell, top + a * cell, cell - 2, cell - 2, r, g, b));
                if (m.Counts[a, p] > 0)
                    marks.Add(new TextMark(left + p * cell + cell / 2 - 1, top + a * cell + cell / 2 + 4, $"{m.Counts[a, p]}", 12,
                        r + g + b < 420 ? Ink.Surface : Ink.Text, Anchor.Middle));
            }
        }
        return new Drawing(Math.Max(left + side + 16 + 0.6 * widest, 440), top + side + 12, "Confusion matrix", marks);
    }

    private static (byte, byte, byte) Shade(int count, int total, bool right)
    {
        double s = total == 0 ? 0 : Math.Sqrt((double)count / total);
        (int R, int G, int B) ink = right ? (47, 95, 207) : (207, 106, 23);
        return (Mix(241, ink.R), Mix(243, ink.G), Mix(246, ink.B));

        byte Mix(int from, int to) => (byte)Math.Round(from + s * (to - from));
    }

    private static string Short(string name) => name.Length > 22 ? name[..21] + "…" : name;
}
