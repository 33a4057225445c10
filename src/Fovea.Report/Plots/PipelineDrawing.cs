using Fovea.Analysis;

namespace Fovea.Report;

/// <summary>
/// A network from its input to its output, size by size: the maps to one scale, how much of the image one number of them sees to another,
/// and what they cost as bars that share one scale each.
/// </summary>
internal sealed class PipelineDrawing(Summary summary)
{
    private const double Margin = 24, Side = 108, Column = 132, ImageSide = 56, BarHeight = 9, Row = 34, Left = 122;
    private readonly IReadOnlyList<PipelineStage> stages = PipelineStage.Of(summary);
    private readonly List<Mark> marks = [];

    internal static Drawing Draw(Summary summary) => new PipelineDrawing(summary).Draw();

    private Drawing Draw()
    {
        double width = Left + stages.Count * Column + Margin, maps = Margin + 56, seen = maps + Side + 54, bars = seen + ImageSide + 40;
        double height = bars + (stages.Any(s => s.Marks > 0) ? 4 : 3) * Row + Margin;
        marks.Add(new TextMark(Margin, Margin + 12, $"{summary.Name}: {summary.Nodes[0].Output} → {summary.Nodes[^1].Output}", 16, Bold: true));
        marks.Add(new TextMark(Margin, Margin + 32, $"{Say.Count(summary.Parameters)} parameters, {Say.Short(summary.Macs)}MACs an image; "
            + $"at batch {summary.Batch}: {Say.Bytes(summary.InferenceBytes)} of activations in inference, {Say.Bytes(summary.TrainingBytes)} in training", 12, Ink.Muted));
        Label(maps + Side / 2, "maps", "rows, columns");
        Label(seen + ImageSide / 2, "one number", "sees of the image");
        for (int i = 0; i < stages.Count; i++)
        {
            double centre = Left + (i + 0.5) * Column;
            Maps(stages[i], centre, maps);
            Seen(stages[i], centre, seen);
            if (i + 1 < stages.Count) marks.Add(new LineMark(centre + Column / 2, maps, centre + Column / 2, height - Margin, Ink.Grid));
        }
        Bars(bars, "values", s => s.Values, Ink.Muted);
        Bars(bars + Row, "parameters", s => s.Parameters, Ink.Train);
        Bars(bars + 2 * Row, "MACs", s => s.Macs, Ink.Rate);
        Warnings(bars + 3 * Row);
        return new Drawing(width, height, $"{summary.Name} drawn to scale: {string.Join(", ", stages.Select(s => s.Size))}", marks);
    }

    private void Label(double y, string name, string unit)
    {
        marks.Add(new TextMark(Margin, y, name, 12, Ink.Text));
        marks.Add(new TextMark(Margin, y + 14, unit, 10, Ink.Muted));
    }

    // One pixel of a map is as large as one pixel of the image beside it; what would be thinner than a line is drawn as one.
    private void Maps(PipelineStage stage, double centre, double top)
    {
        double scale = Side / Math.Max(stages[0].Rows, stages[0].Columns);
        double w = Math.Max(1.5, stage.Columns * scale), h = Math.Max(1.5, stage.Rows * scale);
        marks.Add(new RectMark(centre - w / 2, top + Side - h, w, h, stage.IsImage ? Ink.Train : Ink.Muted));
        marks.Add(new TextMark(centre, top + Side + 17, stage.Size, 12.5, Ink.Text, Anchor.Middle, Bold: true));
        string layers = Say.Counted(stage.Nodes.Count(n => n.Op != "input"), "layer", "layers");
        marks.Add(new TextMark(centre, top + Side + 32, stage.Nodes[0].Op == "input" && stage.Nodes.Count == 1 ? "the image" : layers, 11, Ink.Muted, Anchor.Middle));
        marks.Add(new HoverMark(centre - Column / 2, top, Column, Side, string.Join("\n", stage.Nodes.Take(40).Select(n => $"{n.Name}: {n.Op} → {n.Output}")) + (stage.Nodes.Count > 40 ? "\n…" : "")));
    }

    // The image as an outline; the most and, darker, the least that one number of the stage's last layer sees of it.
    private void Seen(PipelineStage stage, double centre, double top)
    {
        if (!summary.Nodes[0].Output.IsImage) return;
        double scale = ImageSide / Math.Max(stages[0].Rows, stages[0].Columns), w = stages[0].Columns * scale, h = stages[0].Rows * scale;
        ReceptiveField f = stage.Field;
        Centred(f.Width * scale, f.Height * scale, Ink.Validation);
        if (!f.IsWhole && f.MinHeight < f.Height) Centred(f.MinWidth * scale, f.MinHeight * scale, Ink.Best);
        double x = centre - w / 2, y = top + (ImageSide - h) / 2;
        foreach ((double x1, double y1, double x2, double y2) in ((double, double, double, double)[])[(x, y, x + w, y), (x, y + h, x + w, y + h), (x, y, x, y + h), (x + w, y, x + w, y + h)])
            marks.Add(new LineMark(x1, y1, x2, y2, Ink.Text));
        marks.Add(new TextMark(centre, top + ImageSide + 16, f.IsWhole ? "all of it" : $"{f} px", 11, Ink.Muted, Anchor.Middle));

        void Centred(double wide, double high, Ink ink)
        {
            (wide, high) = (Math.Clamp(wide, 1.5, w), Math.Clamp(high, 1.5, h));
            marks.Add(new RectMark(centre - wide / 2, top + (ImageSide - high) / 2, wide, high, ink));
        }
    }

    private void Bars(double top, string name, Func<PipelineStage, long> of, Ink ink)
    {
        long total = stages.Sum(of), most = Math.Max(1, stages.Max(of));
        Label(top + 9, name, Say.Short(total) + (total >= 10_000 ? "" : " in all"));
        for (int i = 0; i < stages.Count; i++)
        {
            long n = of(stages[i]);
            if (n == 0) continue;
            double x = Left + i * Column + 8, wide = Math.Max(1, (Column - 16.0) * n / most);
            marks.Add(new RectMark(x, top, wide, BarHeight, ink));
            marks.Add(new TextMark(x, top + BarHeight + 12, $"{Say.Short(n)}, {Say.Percent((double)n / total)}", 10.5, Ink.Muted));
        }
    }

    private void Warnings(double top)
    {
        if (stages.All(s => s.Marks == 0)) return;
        Label(top + 9, "lint", "fovea lint");
        for (int i = 0; i < stages.Count; i++)
            if (stages[i].Marks > 0)
                marks.Add(new TextMark(Left + i * Column + 8, top + 11, $"! {Say.Counted(stages[i].Marks, "layer", "layers")}", 12, Ink.Validation, Bold: true));
    }
}
