namespace Fovea.Report;

/// <summary>One line of a chart; null, NaN and infinite values leave a gap and are marked at the top.</summary>
internal sealed record Series(string Name, Ink Ink, IReadOnlyList<double?> Values);

/// <summary>Values over epochs.</summary>
/// <param name="Title">Above the chart, with the unit.</param>
/// <param name="Epochs">The x of each value.</param>
/// <param name="Series">The lines.</param>
internal sealed record LineChart(string Title, IReadOnlyList<int> Epochs, IReadOnlyList<Series> Series)
{
    private const double Width = 410, Height = 270, Left = 50, Right = 12, Top = 52, Bottom = 36;

    internal bool Logarithmic { get; init; }

    internal bool Percent { get; init; }

    internal int? BestEpoch { get; init; }

    internal Drawing Draw()
    {
        var marks = new List<Mark> { new TextMark(2, 13, Title, 13.5, Ink.Text, Bold: true) };
        (double low, double high) = Range();
        double[] ticks = Logarithmic ? Ticks.Logarithmic(low, high) : Ticks.Linear(low, high, 5);
        foreach (double tick in ticks)
        {
            marks.Add(new LineMark(Left, Y(tick), Width - Right, Y(tick), Ink.Grid));
            marks.Add(new TextMark(Left - 8, Y(tick) + 4, Label(tick), 11.5, Ink.Muted, Anchor.End));
        }
        foreach (int epoch in Ticks.Whole(Epochs[0], Epochs[^1], 9))
            marks.Add(new TextMark(X(epoch), Height - Bottom + 17, $"{epoch}", 11.5, Ink.Muted, Anchor.Middle));
        marks.Add(new TextMark(Width - Right, Height - 4, "epoch", 11.5, Ink.Muted, Anchor.End));
        marks.Add(new LineMark(Left, Height - Bottom, Width - Right, Height - Bottom, Ink.Muted));
        Best(marks);
        double legend = Left;
        foreach (Series line in Series)
        {
            marks.Add(new RectMark(legend, 25, 12, 3, line.Ink, 1.5));
            marks.Add(new TextMark(legend + 17, 30.5, line.Name, 11.5, Ink.Muted));
            legend += 17 + Fonts.Measure(line.Name, 11.5, bold: false) + 18;
            Line(marks, line);
        }
        for (int i = 0; i < Epochs.Count; i++)
            marks.Add(Hover(i));
        return new Drawing(Width, Height, Alt(), marks);

        double X(double epoch) => Epochs[^1] == Epochs[0]
            ? (Left + Width - Right) / 2
            : Left + 8 + (epoch - Epochs[0]) / (Epochs[^1] - Epochs[0]) * (Width - Right - Left - 16);

        double Y(double value)
        {
            double place = Logarithmic ? Math.Log(value / low) / Math.Log(high / low) : (value - low) / (high - low);
            return Height - Bottom - place * (Height - Bottom - Top);
        }

        void Best(List<Mark> to)
        {
            if (BestEpoch is not { } best || !Epochs.Contains(best))
                return;
            bool rightHalf = X(best) > Width / 2;
            to.Add(new LineMark(X(best), Top - 2, X(best), Height - Bottom, Ink.Best, 1.25, Dashed: true));
            to.Add(new TextMark(X(best) + (rightHalf ? 4 : -4), Top - 7, $"epoch {best} kept", 11.5, Ink.Best, rightHalf ? Anchor.End : Anchor.Start));
        }

        void Line(List<Mark> to, Series line)
        {
            var points = new List<(double, double)>();
            for (int i = 0; i <= Epochs.Count; i++)
            {
                if (i < Epochs.Count && Drawable(line.Values[i]) is { } value)
                {
                    points.Add((X(Epochs[i]), Y(value)));
                    continue;
                }
                if (points.Count > 1)
                    to.Add(new PathMark([.. points], line.Ink));
                if (points.Count == 1 || Epochs.Count <= 30)
                    to.AddRange(points.Select(p => new DotMark(p.Item1, p.Item2, 2.6, line.Ink)));
                points.Clear();
                if (i < Epochs.Count && line.Values[i] is { } bad)
                    to.Add(new TextMark(X(Epochs[i]), Top + 20, $"× {Say.Value(bad)}", 11.5, Ink.Bad, Anchor.Middle, Bold: true));
            }
        }

        HoverMark Hover(int i)
        {
            double half = Epochs.Count == 1 ? (Width - Right - Left) / 2 : (Width - Right - Left - 16) / (Epochs[^1] - Epochs[0]) / 2;
            string values = string.Join(" · ", Series.Where(s => s.Values[i] is not null).Select(s => $"{s.Name} {Exact(s.Values[i]!.Value)}"));
            return new HoverMark(X(Epochs[i]) - half, Top, 2 * half, Height - Bottom - Top, $"epoch {Epochs[i]}: {values}");
        }
    }

    private double? Drawable(double? value) => value is { } v && double.IsFinite(v) && (!Logarithmic || v > 0) ? v : null;

    private (double Low, double High) Range()
    {
        double[] all = [.. Series.SelectMany(s => s.Values).Select(Drawable).OfType<double>()];
        if (all.Length == 0)
            return Logarithmic ? (0.1, 1) : (0, 1);
        double low = all.Min(), high = all.Max();
        if (Logarithmic)
            return (low / 1.15, high * 1.15);
        if (Percent)
        {
            double bottom = Math.Max(0, Math.Floor((low - 0.01) * 20) / 20);
            return (bottom, Math.Max(bottom + 0.05, Math.Min(1, Math.Ceiling((high + 0.005) * 20) / 20)));
        }
        return (0, high > 0 ? high * 1.06 : 1);
    }

    private string Label(double tick) => Percent ? $"{100 * tick:0.#} %" : Say.Value(tick);

    private string Exact(double value) => Percent ? Say.Percent(value, 2) : Say.Value(value);

    private string Alt()
    {
        IEnumerable<string> lines = Series.Where(s => s.Values.Any(v => v is not null)).Select(s =>
            $"{s.Name} from {Exact(s.Values.First(v => v is not null)!.Value)} to {Exact(s.Values.Last(v => v is not null)!.Value)}");
        return $"{Title}, epochs {Epochs[0]} to {Epochs[^1]}: {string.Join("; ", lines)}.";
    }
}
