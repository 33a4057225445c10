using System.Globalization;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>The learning-rate range test: loss against rate, the rates logarithmic, with the sound range and the chosen rate.</summary>
internal sealed class RateChart(RateSweep sweep)
{
    private const double Width = 760, Height = 412, Left = 62, Right = 22, Top = 104, Bottom = 54;
    private readonly List<Mark> marks = [];
    private readonly double lowX = Math.Min(sweep.Points[0].Rate, sweep.Chosen > 0 ? sweep.Chosen : double.PositiveInfinity) / 1.3, highX = Math.Max(sweep.Points[^1].Rate, sweep.Chosen) * 1.3;
    private double lowY, highY;

    internal Drawing Draw()
    {
        FindRange();
        marks.Add(new TextMark(16, 26, "Learning-rate range test", 16, Ink.Text, Bold: true));
        marks.Add(new TextMark(16, 46, Verdict(), 12, Ink.Muted));
        Key();
        Axes();
        Range();
        Curve();
        Chosen();
        foreach (RatePoint p in sweep.Points)
            marks.Add(new HoverMark(X(p.Rate) - 3, Top, 6, Height - Top - Bottom, Number($"rate {p.Rate:G2}: loss {p.Loss:F3}, smoothed {p.Smoothed:F3}")));
        return new Drawing(Width, Height, Alt(), marks);
    }

    // What explodes would press everything else to the floor: the picture ends a little above the start.
    private void FindRange()
    {
        double[] losses = [.. sweep.Points.Select(p => p.Loss).Where(double.IsFinite)];
        double start = sweep.Points.Take(Math.Max(1, sweep.Points.Count / 10)).Average(p => p.Loss), bottom = losses.DefaultIfEmpty(0).Min();
        if (!double.IsFinite(start)) start = losses.DefaultIfEmpty(1).Max();
        double room = Math.Max(start - bottom, 0.1 * Math.Abs(start) + 1e-3);
        (lowY, highY) = (Math.Max(0, bottom - 0.08 * room), start + 0.6 * room);
    }

    private void Key()
    {
        double x = 16;
        foreach ((string name, Ink ink) in ((string, Ink)[])[("loss of a batch", Ink.Grid), ("smoothed", Ink.Train), ("rates at which it falls", Ink.Good), ("the chosen rate", Ink.Best)])
        {
            marks.Add(new RectMark(x, 63, 12, name == "rates at which it falls" ? 8 : 3, ink == Ink.Grid ? Ink.Muted : ink == Ink.Good ? Ink.Rate : ink, 1.5));
            marks.Add(new TextMark(x + 18, 70, name, 12, Ink.Muted));
            x += 18 + Fonts.Measure(name, 12, bold: false) + 20;
        }
    }

    private void Axes()
    {
        foreach (double tick in Ticks.Linear(lowY, highY, 6))
        {
            marks.Add(new LineMark(Left, Y(tick), Width - Right, Y(tick), Ink.Grid));
            marks.Add(new TextMark(Left - 8, Y(tick) + 4, Say.Value(tick), 11.5, Ink.Muted, Anchor.End));
        }
        foreach (double tick in Ticks.Logarithmic(lowX, highX))
        {
            marks.Add(new LineMark(X(tick), Top, X(tick), Height - Bottom, Ink.Grid));
            marks.Add(new TextMark(X(tick), Height - Bottom + 17, Say.Value(tick), 11.5, Ink.Muted, Anchor.Middle));
        }
        marks.Add(new LineMark(Left, Height - Bottom, Width - Right, Height - Bottom, Ink.Muted));
        marks.Add(new TextMark(Left - 46, Top - 8, "loss, nats", 11.5, Ink.Muted));
        marks.Add(new TextMark(Width - Right, Height - 14, "learning rate", 11.5, Ink.Muted, Anchor.End));
    }

    private void Range()
    {
        if (sweep is { Falls: { } from, Lowest: { } to }) marks.Add(new RectMark(X(from), Height - Bottom - 5, Math.Max(2, X(to) - X(from)), 5, Ink.Rate));
    }

    private void Curve()
    {
        foreach (RatePoint p in sweep.Points)
            if (double.IsFinite(p.Loss) && p.Loss <= highY) marks.Add(new DotMark(X(p.Rate), Y(p.Loss), 2, Ink.Muted));
        foreach ((double X, double Y)[] part in Parts()) marks.Add(new PathMark(part, Ink.Train, 2.5));
    }

    // The line ends where it leaves the picture.
    private IEnumerable<(double X, double Y)[]> Parts()
    {
        var points = new List<(double X, double Y)>();
        foreach (RatePoint p in sweep.Points)
        {
            if (double.IsFinite(p.Smoothed) && p.Smoothed <= highY)
            {
                points.Add((X(p.Rate), Y(p.Smoothed)));
                continue;
            }
            if (points.Count > 0) points.Add((X(p.Rate), Top));
            break;
        }
        if (points.Count > 1) yield return [.. points];
    }

    private void Chosen()
    {
        if (!(sweep.Chosen > 0)) return;
        double x = X(sweep.Chosen);
        bool left = x > Width - Right - 80;
        marks.Add(new LineMark(x, Top, x, Height - Bottom, Ink.Best, 1.5, Dashed: true));
        marks.Add(new TextMark(x + (left ? -6 : 6), Top + 12, Say.Value(sweep.Chosen), 12, Ink.Best, left ? Anchor.End : Anchor.Start, Bold: true));
    }

    private string Verdict() => sweep is { Falls: { } from, Lowest: { } low, Suggested: { } best }
        ? Number($"The rate rises with each step. The loss falls from {from:G2} on and is lowest at {low:G2}; {best:G2} is a good first choice.")
        : "The rate rises with each step. The loss falls at none of these rates.";

    private string Alt() => $"Loss against learning rate over {sweep.Points.Count} steps. {Verdict()}";

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private double X(double rate) => Left + Math.Log(rate / lowX) / Math.Log(highX / lowX) * (Width - Right - Left);

    private double Y(double loss) => Height - Bottom - (loss - lowY) / (highY - lowY) * (Height - Bottom - Top);
}
