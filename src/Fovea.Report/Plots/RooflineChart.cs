using System.Globalization;

namespace Fovea.Report;

/// <summary>
/// The calls of a profile under the machine's roof: GFLOP/s against FLOP a byte, both logarithmic. Calls without multiply-accumulates have
/// no place on it and are counted in the last line. Source: Williams, Waterman, Patterson, "Roofline", CACM 2009.
/// </summary>
internal sealed class RooflineChart(PlanProfile profile)
{
    private const double Width = 1180, Height = 612, Left = 62, Right = 398, Top = 100, Bottom = 88;
    private const int MostRows = 24;
    private readonly ProfileLine[] drawn = [.. profile.Lines.Where(l => l.Macs > 0 && l.Bytes > 0 && l.Milliseconds > 0).OrderByDescending(l => l.Milliseconds)];
    private readonly List<Mark> marks = [];
    private double lowX = 1, highX = 10, lowY = 1, highY = 10;

    internal Drawing Draw()
    {
        FindRange();
        Head();
        Axes();
        var labels = new LabelPlacer(Left + 4, Top + 2, Width - Right - 2, Height - Bottom - 4);
        foreach (ProfileLine line in drawn) labels.Avoid(X(line.Intensity), Y(line.Gflops), Radius(line));
        Roof(labels);
        Key(labels);
        foreach (ProfileLine line in drawn) marks.Add(new DotMark(X(line.Intensity), Y(line.Gflops), Radius(line), InkOf(line)));
        foreach (ProfileLine line in drawn)
            marks.Add(new HoverMark(X(line.Intensity) - Radius(line), Y(line.Gflops) - Radius(line), 2 * Radius(line), 2 * Radius(line), Hover(line)));
        return new Drawing(Width, Height, Alt(), marks);
    }

    private void FindRange()
    {
        double ridge = profile.Peak.Ridge;
        lowX = Math.Min(ridge / 4, drawn.Select(l => l.Intensity).DefaultIfEmpty(ridge).Min()) / 1.6;
        highX = Math.Max(ridge * 4, drawn.Select(l => l.Intensity).DefaultIfEmpty(ridge).Max()) * 1.6;
        lowY = Math.Min(profile.Peak.Gflops / 20, drawn.Select(l => l.Gflops).DefaultIfEmpty(1).Min()) / 1.6;
        highY = Math.Max(profile.Peak.Gflops, drawn.Select(l => l.Gflops).DefaultIfEmpty(1).Max()) * 1.7;
    }

    private void Head()
    {
        string what = profile.Training ? "a training step" : "inference";
        marks.Add(new TextMark(16, 26, $"{profile.Name}: {what}, batch {profile.Batch}, {Say.Counted(profile.Peak.Threads, "thread", "threads")}", 16, Ink.Text, Bold: true));
        marks.Add(new TextMark(16, 46, Number($"{profile.Milliseconds:F2} ms, {profile.Gflops:F0} GFLOP/s. A dot is a call of the plan, its area grows with its share of the time."), 12, Ink.Muted));
        double x = 16;
        foreach (ProfileLine line in drawn.DistinctBy(l => l.Kernel).OrderBy(l => l.Kernel, StringComparer.Ordinal))
        {
            string name = line.Kernel ?? "others";
            marks.Add(new DotMark(x + 5, 66, 4.5, InkOf(line)));
            marks.Add(new TextMark(x + 15, 70, name, 12, Ink.Text));
            x += 15 + Fonts.Measure(name, 12, bold: false) + 18;
        }
        ProfileLine[] rest = [.. profile.Lines.Where(l => l.Macs == 0)];
        string left = rest.Length == 0 ? "" : $"{Say.Counted(rest.Length, "call", "calls")} without multiplications, {Say.Percent(profile.Share(rest.Sum(l => l.Milliseconds)))} of the time, not drawn.";
        marks.Add(new TextMark(16, Height - 24, "GFLOP/s count the sums that a call is declared as: Winograd multiplies less and may pass the roof; so may what is still in the cache.", 11, Ink.Muted));
        marks.Add(new TextMark(16, Height - 9, left, 11, Ink.Muted));
    }

    private void Axes()
    {
        foreach (double tick in Ticks.Logarithmic(lowY, highY))
        {
            marks.Add(new LineMark(Left, Y(tick), Width - Right, Y(tick), Ink.Grid));
            marks.Add(new TextMark(Left - 8, Y(tick) + 4, Say.Value(tick), 12, Ink.Muted, Anchor.End));
        }
        foreach (double tick in Ticks.Logarithmic(lowX, highX))
        {
            marks.Add(new LineMark(X(tick), Top, X(tick), Height - Bottom, Ink.Grid));
            marks.Add(new TextMark(X(tick), Height - Bottom + 18, Say.Value(tick), 12, Ink.Muted, Anchor.Middle));
        }
        marks.Add(new LineMark(Left, Height - Bottom, Width - Right, Height - Bottom, Ink.Muted));
        marks.Add(new TextMark(Left - 46, Top - 10, "GFLOP/s", 12, Ink.Muted));
        marks.Add(new TextMark(Width - Right, Height - Bottom + 38, "arithmetic intensity, FLOP / byte", 12, Ink.Muted, Anchor.End));
    }

    private void Roof(LabelPlacer labels)
    {
        double slope = Math.Atan2(Y(1) - Y(10), X(10) - X(1)) * 180 / Math.PI;
        string memory = Number($"memory {profile.Peak.ReadGigabytesPerSecond:F1} GB/s"), peak = Number($"peak {profile.Peak.Gflops:F0} GFLOP/s");
        (double fromX, double fromY) = Start();
        marks.Add(new PathMark([(X(fromX), Y(fromY)), (X(profile.Peak.Ridge), Y(profile.Peak.Gflops)), (X(highX), Y(profile.Peak.Gflops))], Ink.Text));
        double middle = Math.Sqrt(Math.Max(fromX, lowX) * profile.Peak.Ridge);
        marks.Add(new TextMark(X(middle) - 6, Y(middle * profile.Peak.ReadGigabytesPerSecond) - 7, memory, 12, Ink.Text, Anchor.Middle, Rotation: -slope));
        // On the flat part, from the right, where no dot lies; above the line, else below.
        double wide = Fonts.Measure(peak, 12, bold: false), flat = Y(profile.Peak.Gflops);
        (double x, double y) = Enumerable.Range(0, 100).SelectMany(i => new[] { (Width - Right - 4 - wide - 5 * i, flat - 20), (Width - Right - 4 - wide - 5 * i, flat + 3) })
            .FirstOrDefault(at => at.Item1 > X(profile.Peak.Ridge) && labels.IsFree(at.Item1, at.Item2, wide, 17), (Width - Right - 4 - wide, flat - 20));
        marks.Add(new TextMark(x, y + 13, peak, 12));
        labels.Avoid(x, y, wide, 17);
        for (double t = 0; t <= 1; t += 0.01)
        {
            double intensity = fromX * Math.Pow(highX / fromX, t), roof = Y(profile.Peak.Roof(intensity));
            // Beside the slope stands its label.
            labels.Avoid(X(intensity) - 4, roof - (intensity < profile.Peak.Ridge ? 16 : 3), 8, intensity < profile.Peak.Ridge ? 19 : 6);
        }

        // Where the slope enters the picture: from the left or from below.
        (double X, double Y) Start() => lowX * profile.Peak.ReadGigabytesPerSecond >= lowY
            ? (lowX, lowX * profile.Peak.ReadGigabytesPerSecond)
            : (lowY / profile.Peak.ReadGigabytesPerSecond, lowY);
    }

    // The key names the calls that cost most. Calls of the same form lie on top of each other and share a row.
    private void Key(LabelPlacer labels)
    {
        const double number = Width - 366, name = Width - 344, share = Width - 76, rate = Width - 16;
        double y = Top - 10;
        marks.Add(new TextMark(name, y, "the most expensive", 12, Ink.Muted));
        marks.Add(new TextMark(share, y, "of the time", 12, Ink.Muted, Anchor.End));
        marks.Add(new TextMark(rate, y, "GFLOP/s", 12, Ink.Muted, Anchor.End));
        var alike = drawn.GroupBy(l => (l.Kernel, l.Why, l.Phase, l.Bytes, l.Name.Contains(".weight.grad ", StringComparison.Ordinal))).OrderByDescending(g => g.Sum(l => l.Milliseconds));
        int row = 0;
        foreach (var group in alike.Take(MostRows))
        {
            ProfileLine line = group.First();
            y += 19;
            string sign = $"{++row}", text = Shorter(line.Name.Split(' ')[0]) + (group.Count() > 1 ? $" + {group.Count() - 1} alike" : "");
            marks.Add(new TextMark(number + 12, y, sign, 11.5, InkOf(line), Anchor.End, Bold: true));
            marks.Add(new TextMark(name, y, text, 12));
            marks.Add(new TextMark(share, y, Percent(profile.Share(group.Sum(l => l.Milliseconds))), 12, Ink.Text, Anchor.End));
            marks.Add(new TextMark(rate, y, Say.Value(2 * group.Sum(l => l.Macs) / group.Sum(l => l.Milliseconds) / 1e6), 12, Ink.Text, Anchor.End));
            if (labels.Place(X(line.Intensity), Y(line.Gflops), Radius(line), Fonts.Measure(sign, 11.5, bold: true), 11) is not { } at) continue;
            if (at.Leader) marks.Add(new LineMark(X(line.Intensity), Y(line.Gflops), at.NearX, at.NearY, Ink.Muted));
            marks.Add(new TextMark(at.X, at.Y + 9.5, sign, 11.5, InkOf(line), Bold: true));
        }
    }

    private static string Percent(double share) => share < 0.001 ? "< 0.1 %" : Say.Percent(share, 1);

    private static string Shorter(string name) => name.Length <= 30 ? name : name[..12] + "…" + name[^17..];

    private double Radius(ProfileLine line) => 2.5 + 15 * Math.Sqrt(profile.Share(line.Milliseconds));

    private static Ink InkOf(ProfileLine line) => line.Kernel switch
    {
        "direct" => Ink.Train,
        "winograd4" => Ink.Validation,
        "winograd2" or "winograd3x5" => Ink.Best,
        _ => Ink.Rate,
    };

    private string Hover(ProfileLine line) => Number(
        $"{line.Name}: {line.Milliseconds:F3} ms ({100 * profile.Share(line.Milliseconds):F1} %), {line.Gflops:F1} GFLOP/s ({100 * line.Gflops / profile.Peak.Gflops:F0} % of the peak), {line.Intensity:F1} FLOP/byte; {line.Why}");

    private string Alt() => $"Roofline of {profile.Name}: {drawn.Length} calls against a peak of {profile.Peak.Gflops:F0} GFLOP/s and {profile.Peak.ReadGigabytesPerSecond:F1} GB/s.";

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private double X(double intensity) => Left + Math.Log(intensity / lowX) / Math.Log(highX / lowX) * (Width - Right - Left);

    private double Y(double gflops) => Height - Bottom - Math.Log(gflops / lowY) / Math.Log(highY / lowY) * (Height - Bottom - Top);
}
