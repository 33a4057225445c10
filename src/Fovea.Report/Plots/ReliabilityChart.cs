using System.Globalization;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>The reliability diagram: how often answers are right against how sure the model was, with 95 % intervals, before and after the temperature.</summary>
internal static class ReliabilityChart
{
    private const double Left = 62, Top = 108, Side = 380, Bottom = 54, Right = 24;

    internal static Drawing Draw(Calibration c)
    {
        CalibrationScore before = c.Before ?? c.All;
        var marks = new List<Mark>
        {
            new TextMark(16, 26, "Reliability diagram", 16, Ink.Text, Bold: true),
            new TextMark(16, 46, $"{Say.Count(before.Count)} images in {before.Bins.Count} bins of equal mass; bars: 95 % intervals", 12, Ink.Muted),
        };
        double x = 16;
        foreach ((string name, Ink ink) in Key(c))
        {
            marks.Add(new RectMark(x, 63, 12, 4, ink, 2));
            marks.Add(new TextMark(x + 18, 70, name, 12, Ink.Muted));
            x += 18 + Fonts.Measure(name, 12, bold: false) + 20;
        }
        double low = Math.Floor(Math.Min(before.Bins.Min(b => Math.Min(b.Confidence, b.Accuracy.Low)), c.After?.Bins.Min(b => Math.Min(b.Confidence, b.Accuracy.Low)) ?? 1) * 10) / 10;
        low = Math.Clamp(low, 0, 0.9);
        foreach (double tick in Ticks.Linear(low, 1, 6))
        {
            marks.Add(new LineMark(Left, Y(tick), Left + Side, Y(tick), Ink.Grid));
            marks.Add(new LineMark(X(tick), Top, X(tick), Top + Side, Ink.Grid));
            marks.Add(new TextMark(Left - 8, Y(tick) + 4, Tick(tick), 11.5, Ink.Muted, Anchor.End));
            marks.Add(new TextMark(X(tick), Top + Side + 17, Tick(tick), 11.5, Ink.Muted, Anchor.Middle));
        }
        marks.Add(new LineMark(X(low), Y(low), X(1), Y(1), Ink.Muted, 1.2, Dashed: true));
        marks.Add(new TextMark(16, Top - 14, "right, %", 11.5, Ink.Muted));
        marks.Add(new TextMark(Left + Side, Top + Side + 38, "probability of the answer, %", 11.5, Ink.Muted, Anchor.End));
        marks.AddRange(Series(before, Ink.Train, bars: true));
        if (c.After is { } after) marks.AddRange(Series(after, Ink.Validation, bars: false));
        return new Drawing(Math.Max(Left + Side + Right, x), Top + Side + Bottom, Alt(c), marks);

        double X(double v) => Left + (v - low) / (1 - low) * Side;

        double Y(double v) => Top + Side - (v - low) / (1 - low) * Side;

        IEnumerable<Mark> Series(CalibrationScore score, Ink ink, bool bars)
        {
            foreach (ConfidenceBin b in bars ? score.Bins : []) yield return new LineMark(X(b.Confidence), Y(b.Accuracy.Low), X(b.Confidence), Y(b.Accuracy.High), ink, 1.5);
            yield return new PathMark([.. score.Bins.Select(b => (X(b.Confidence), Y(b.Accuracy.Value)))], ink, 1.5);
            foreach (ConfidenceBin b in score.Bins)
            {
                yield return new DotMark(X(b.Confidence), Y(b.Accuracy.Value), 4, ink);
                yield return new HoverMark(X(b.Confidence) - 6, Y(b.Accuracy.Value) - 6, 12, 12, $"{Say.Counted(b.Count, "image", "images")} answered with {Say.Percent(b.Confidence)} on average: {Say.Percent(b.Accuracy.Value)} right");
            }
        }
    }

    private static IEnumerable<(string, Ink)> Key(Calibration c)
    {
        yield return ("as it is", Ink.Train);
        if (c.Temperature is { } t) yield return (string.Create(CultureInfo.InvariantCulture, $"with temperature {t:F2}"), Ink.Validation);
        yield return ("perfect: dashed", Ink.Muted);
    }

    private static string Tick(double v) => (100 * v).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Alt(Calibration c)
        => $"Share of right answers against the probability of the answer. Expected calibration error {Say.Percent((c.Before ?? c.All).Ece, 2)}{(c.After is { } a ? $", with a temperature {Say.Percent(a.Ece, 2)}" : "")}.";
}
