namespace Fovea.Analysis;

/// <summary>SHP003: the last rows or columns lie beyond the last window.</summary>
internal sealed class UnreadPixels : Rule
{
    private const int Reach = 64;

    public override string Id => "SHP003";

    public override string Title => "rows or columns that are never read";

    public override Severity Severity => Severity.Warning;

    public override string Why => "When (H + padding − K) is no multiple of the stride, the size is rounded down and the last rows and columns fall away: always those at the bottom and at the right. What was there cannot count, and it was computed all the same.";

    public override string Source => "the size of a window's output, ⌊(H + padding − K)/stride⌋ + 1; thresholds are ours";

    public override string Help => "round up (ceil) in a pooling, pad a convolution, or take an input size that leaves nothing over";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("share", 0.05, 0, 1, "", "share of the input's pixels that no window reads; less than this is only worth a note")];

    public override RuleExample Fires { get; } = new("28x28x1 | conv 16 3x3 | relu | maxpool 2 | conv 32 3x3 | relu | maxpool 2 | conv 32 3x3 | relu | maxpool 2 | flatten | dense 10");

    public override RuleExample Silent { get; } = new("28x28x1 | conv 16 3x3 | relu | maxpool 2 | conv 32 3x3 | relu | maxpool 2 | flatten | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        // One line of the declaration, one finding: a block that is used three times loses rows three times.
        foreach (Node[] all in net.Graph.Nodes.Where(n => Unread(n) > 0).GroupBy(n => n.Source.Line > 0 ? n.Source.ToString() : n.Name).Select(g => g.OrderByDescending(Unread).ToArray()))
        {
            Node node = all[0];
            var w = WindowAxis.Of(node)!.Value;
            double share = Unread(node);
            string lost = string.Join(" and ", new[] { Last(w.Rows.Unread, "row"), Last(w.Columns.Unread, "column") }.Where(s => s.Length > 0));
            yield return At(node, share < settings.Threshold(this, "share") ? Severity.Info : Severity.Warning,
                $"'{node.Op}' never reads the {lost} of its {w.Rows.Size}×{w.Columns.Size} input: {Amount.Percent(share)} of the pixels{(all.Length == 1 ? "" : $"; likewise {Amount.Names(all[1..])}")}", Fix(net.Graph, node, w),
                new Evidence("unreadRows", w.Rows.Unread, "px"), new Evidence("unreadColumns", w.Columns.Unread, "px"), new Evidence("share", 100 * share, "%"), new Evidence("layers", all.Length));
        }
    }

    // A stride beyond the window skips pixels everywhere: that is SHP005.
    private static double Unread(Node node) => WindowAxis.Of(node) is { } w && Complete(w.Rows) && Complete(w.Columns)
        ? 1 - (1 - (double)w.Rows.Unread / w.Rows.Size) * (1 - (double)w.Columns.Unread / w.Columns.Size) : 0;

    private static bool Complete(WindowAxis w) => w.Stride <= w.Span;

    private static string Last(int n, string what) => n == 0 ? "" : n == 1 ? $"last {what}" : $"last {n} {what}s";

    private static string? Fix(Graph graph, Node node, (WindowAxis Rows, WindowAxis Columns) w)
    {
        var ways = new List<string>();
        Op? more = node.Op switch
        {
            MaxPool { Ceil: false } p => p with { Ceil = true },
            AveragePool { Ceil: false } p => p with { Ceil = true },
            Conv2d c => c with { Padding = Padding.Explicit(w.Rows.Before, w.Rows.After + Missing(w.Rows), w.Columns.Before, w.Columns.After + Missing(w.Columns)) },
            _ => null,
        };
        if (more is not null && Change.Try(graph, n => n == node ? [more] : null) is { } whole)
            ways.Add($"'{more}' reads all of it and gives {whole[node.Name].Shape} instead of {node.Shape} ({Change.Cost(graph, whole)})");
        int? height = new AxisSizes(graph, rows: true).Nearest((_, a) => !Complete(a) || a.Unread == 0, Reach), width = new AxisSizes(graph, rows: false).Nearest((_, a) => !Complete(a) || a.Unread == 0, Reach);
        if (height is { } h && width is { } v) ways.Add($"with a {h}×{v} input every layer reads all it gets");
        return ways.Count == 0 ? null : string.Join("; or ", ways);
    }

    // Padding that makes room for one window more.
    private static int Missing(WindowAxis w) => w.Unread == 0 ? 0 : w.Stride - (w.Size + w.Before + w.After - w.Span) % w.Stride;
}
