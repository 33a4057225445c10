namespace Fovea.Analysis;

/// <summary>SHP008: transposed convolutions whose windows cover some pixels more often than others.</summary>
internal sealed class UnevenCoverage : Rule
{
    public override string Id => "SHP008";

    public override string Title => "transposed convolution with a checkerboard";

    public override Severity Severity => Severity.Warning;

    public override string Why => "A transposed convolution lays a window over its output at every stride and adds up where windows overlap. When the window is no whole number of strides, neighbouring pixels lie under different numbers of windows: the sums carry a pattern of the stride's period, a checkerboard, which the weights can only learn to undo.";

    public override string Source => "Odena, Dumoulin, Olah, \"Deconvolution and checkerboard artifacts\", Distill 2016";

    public override string Help => "a window of a whole number of strides, 4×4 with stride 2; or resize, then convolve";

    public override RuleExample Fires { get; } = new("8x8x32 | convtranspose 16 3x3 stride 2 pad 1 outpad 1 | relu | conv 16 3x3 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("8x8x32 | convtranspose 16 4x4 stride 2 pad 1 | relu | conv 16 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        foreach (Node[] group in net.Graph.Nodes.Where(n => n.Op is ConvTranspose2d t && Coverage(t) is var (least, most) && least != most).ByLine())
        {
            var t = (ConvTranspose2d)group[0].Op;
            (int least, int most) = Coverage(t);
            yield return At(group[0], Severity.Warning,
                $"a {t.KernelHeight}×{t.KernelWidth} window with stride {t.StrideHeight}×{t.StrideWidth} covers pixels {least} to {most} times{(group.Length > 1 ? $", in {Amount.Names(group)}" : "")}",
                Fix(net.Graph, group, t), new Evidence("leastCovered", least, "times"), new Evidence("mostCovered", most, "times"));
        }
    }

    /// <summary>How many taps the pixels of a large map lie under, at least and at most.</summary>
    public static (int Least, int Most) Coverage(ConvTranspose2d t)
    {
        int[] rows = Axis(t.KernelHeight, t.StrideHeight, t.DilationHeight), columns = Axis(t.KernelWidth, t.StrideWidth, t.DilationWidth);
        return (rows.Min() * columns.Min(), rows.Max() * columns.Max());
    }

    // For each place within a stride, the taps that reach it.
    private static int[] Axis(int kernel, int stride, int dilation)
    {
        var counts = new int[stride];
        for (int k = 0; k < kernel; k++) counts[(long)k * dilation % stride]++;
        return counts;
    }

    private static string? Fix(Graph graph, Node[] group, ConvTranspose2d t)
    {
        var ways = new List<string>();
        if (t is { DilationHeight: 1, DilationWidth: 1 } && Whole(t) is var whole && Change.Try(graph, n => group.Contains(n) ? [whole] : null) is { } even)
            ways.Add($"'{whole}' covers all alike: {Change.Cost(graph, even)}");
        Graph? resized = Change.Try(graph, n => group.Contains(n) ? Resized(n, t) : null);
        if (resized is not null && t.Groups == 1) ways.Add($"'{Resized(group[0], t)[0]} | {Resized(group[0], t)[1]}' in its place: {Change.Cost(graph, resized)}");
        return ways.Count == 0 ? null : string.Join("; or ", ways);
    }

    // The window grows to whole strides; the output's own padding gives way first, then more is cut off behind.
    private static ConvTranspose2d Whole(ConvTranspose2d t)
    {
        int h = (t.KernelHeight + t.StrideHeight - 1) / t.StrideHeight * t.StrideHeight, w = (t.KernelWidth + t.StrideWidth - 1) / t.StrideWidth * t.StrideWidth;
        var (top, bottom, left, right) = t.Padding.For(t.KernelHeight, t.KernelWidth);
        int rows = h - t.KernelHeight, columns = w - t.KernelWidth, fewerRows = Math.Min(rows, t.OutputPaddingHeight), fewerColumns = Math.Min(columns, t.OutputPaddingWidth);
        return t with
        {
            KernelHeight = h,
            KernelWidth = w,
            OutputPaddingHeight = t.OutputPaddingHeight - fewerRows,
            OutputPaddingWidth = t.OutputPaddingWidth - fewerColumns,
            Padding = Padding.Explicit(top, bottom + rows - fewerRows, left, right + columns - fewerColumns),
        };
    }

    private static Op[] Resized(Node node, ConvTranspose2d t) =>
    [
        new Resize(Kernels.ResizeKind.Nearest, node.Shape.Height, node.Shape.Width, 0, 0),
        new Conv2d(t.OutChannels, t.KernelHeight | 1, t.KernelWidth | 1, 1, 1, Padding.Same, 1, 1, 1, t.Bias),
    ];
}
