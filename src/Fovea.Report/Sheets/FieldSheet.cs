using System.Globalization;
using Fovea.Analysis;

namespace Fovea.Report;

/// <summary>How much each pixel moves one number, over the image's whole area, with the field that the layers allow as a frame: <c>field-NODE.png</c>.</summary>
internal static class FieldSheet
{
    private const double Margin = SheetParts.Margin, Box = 420, Low = 520;

    internal static Drawing Draw(EffectiveField field, string name, string on)
    {
        double scale = Box / Math.Max(field.Height, field.Width), w = field.Width * scale, h = field.Height * scale, top = Margin + 64;
        float[] map = [.. field.Map];
        ValueScale values = ValueScale.Of(map);
        ColorMap colors = ColorMap.Inferno;
        var pixels = new byte[3 * map.Length];
        for (int i = 0; i < map.Length; i++)
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = colors.At(float.IsFinite(map[i]) ? values.Fraction(map[i]) : 0);
        var marks = new List<Mark>
        {
            new TextMark(Margin, Margin + 14, SheetParts.Fit($"{name}: effective receptive field of {field.Node}", 15, bold: true, Low), 15, Ink.Text, Bold: true),
            new TextMark(Margin, Margin + 33, Number($"σ {field.SigmaRows:F2} px down, {field.SigmaColumns:F2} px across; side {field.Side:F1} px, {100 * field.Ratio:F0} % of the {field.TheorySide:F0} px it can see"), 12, Ink.Muted),
            new TextMark(Margin, Margin + 50, SheetParts.Fit(on, 12, bold: false, Low), 12, Ink.Muted),
            new PixelMark(Margin, top, w, h, new PixelImage(field.Height, field.Width, 3, pixels)),
        };
        if (!field.Theory.IsWhole) Frame(marks, field, scale, Margin, top);
        marks.AddRange(SheetParts.ColorBar(Margin, top + h + 12, values, colors, "activation per unit of a pixel, summed over channels"));
        marks.Add(new TextMark(Margin, top + h + 46, field.Theory.IsWhole
            ? Number($"image {field.Height}×{field.Width} px; this node sees all of it")
            : Number($"image {field.Height}×{field.Width} px; frame: what the layers allow, {field.Theory.Height}×{field.Theory.Width} px{(field.IsClipped ? ", cut off by the edge" : "")}"), 11.5, Ink.Muted));
        return new Drawing(Low + 2 * Margin, top + h + 46 + Margin, $"Effective receptive field of {field.Node}", marks);
    }

    private static void Frame(List<Mark> marks, EffectiveField field, double scale, double left, double top)
    {
        double row = field.Theory.StartTop + (double)field.Row * field.Theory.JumpHeight, column = field.Theory.StartLeft + (double)field.Column * field.Theory.JumpWidth;
        double y1 = top + scale * Math.Max(0, row - field.Theory.Height / 2.0), y2 = top + scale * Math.Min(field.Height, row + field.Theory.Height / 2.0);
        double x1 = left + scale * Math.Max(0, column - field.Theory.Width / 2.0), x2 = left + scale * Math.Min(field.Width, column + field.Theory.Width / 2.0);
        foreach ((double xa, double ya, double xb, double yb) in ((double, double, double, double)[])[(x1, y1, x2, y1), (x1, y2, x2, y2), (x1, y1, x1, y2), (x2, y1, x2, y2)])
            marks.Add(new LineMark(xa, ya, xb, yb, Ink.Grid, 1.5, Dashed: true));
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
