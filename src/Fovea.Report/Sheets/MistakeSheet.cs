namespace Fovea.Report;

/// <summary>The surest mistakes as a strip of captioned images: <c>mistakes.png</c>.</summary>
internal static class MistakeSheet
{
    internal static Drawing Draw(IReadOnlyList<Mistake> mistakes)
    {
        const double margin = SheetParts.Margin, box = 124, step = box + 16, row = box + 68;
        int columns = Math.Min(6, mistakes.Count);
        var marks = new List<Mark> { new TextMark(margin, margin + 14, "The surest mistakes", 15, Ink.Text, Bold: true) };
        for (int i = 0; i < mistakes.Count; i++)
        {
            Mistake m = mistakes[i];
            double x = margin + i % columns * step, y = margin + 32 + i / columns * row;
            marks.Add(SheetParts.Boxed(m.Image, x, y, box));
            marks.Add(new TextMark(x, y + box + 16, SheetParts.Fit($"{m.Predicted} {Say.Percent(m.Probability)}", 12, bold: true, box), 12, Ink.Bad, Bold: true));
            marks.Add(new TextMark(x, y + box + 32, SheetParts.Fit($"is {m.Actual} {Say.Percent(m.ActualProbability)}", 12, bold: false, box), 12));
            marks.Add(new TextMark(x, y + box + 47, SheetParts.Fit(m.Name, 11, bold: false, box), 11, Ink.Muted));
        }
        int rows = (mistakes.Count + columns - 1) / columns;
        return new Drawing(Math.Max(2 * margin + columns * step - 16, 230), margin + 32 + rows * row, "The surest mistakes", marks);
    }
}
