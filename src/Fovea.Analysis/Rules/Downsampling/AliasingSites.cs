namespace Fovea.Analysis;

/// <summary>DWN006: sub-sampling without smoothing first.</summary>
internal sealed class AliasingSites : Rule
{
    public override string Id => "DWN006";

    public override string Title => "sub-sampling without smoothing first";

    public override Severity Severity => Severity.Warning;

    public override string Why => "Taking every second number of a map folds its fine patterns into coarse ones that are not there: aliasing. An image that is shifted by one pixel can then give another answer. Almost every network does this and works; it matters where answers have to be steady.";

    public override string Source => "Zhang, \"Making convolutional networks shift-invariant again\", ICML 2019";

    public override string Help => "smooth before sub-sampling: the window with stride 1, then an average or a [1 2 1] filter with the stride; random shifts in training help as well";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("consistency", 0.9, 0, 1, "", "measured share of images whose answer survives a shift, below which it is a warning")];

    public override RuleExample Fires { get; } = new("32x32x3 | conv 16 3x3 | relu | maxpool 2 | conv 32 3x3 stride 2 | relu | globalavgpool | dense 10", s => s with { ShiftConsistency = 0.83 });

    public override RuleExample Silent { get; } = new("32x32x3 | conv 16 3x3 | relu | avgpool 2 | conv 32 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Node[] sites = [.. Structure.Downsamplings(net.Graph).Where(n => !IsSmoothed(n))];
        if (sites.Length == 0) yield break;
        bool low = net.ShiftConsistency < settings.Threshold(this, "consistency");
        Graph? smooth = Change.Try(net.Graph, n => sites.Contains(n) ? Smoothed(n) : null);
        List<Evidence> evidence = [new Evidence("sites", sites.Length)];
        if (net.ShiftConsistency is { } measured) evidence.Add(new Evidence("consistency", 100 * measured, "%"));
        yield return At(sites[0], low ? Severity.Warning : Severity.Info,
            $"{Amount.Count(sites.Length, "layer")} ({Amount.Names(sites)}) {(sites.Length == 1 ? "takes" : "take")} every second number or fewer without smoothing"
                + (net.ShiftConsistency is { } c ? $"; {Amount.Percent(c)} of the answers stay when the image is shifted" : ""),
            smooth is null ? null : $"stride 1 there and an average pooling with the stride behind it: {Change.Cost(net.Graph, smooth)}", [.. evidence]);
    }

    private static bool IsSmoothed(Node node)
    {
        Window w = Window.Of(node.Op)!.Value;
        return Averages(node.Op, w) || Averages(Structure.Before(node).Op, w);
    }

    private static bool Averages(Op op, Window w) => op is AveragePool a && a.KernelHeight >= w.StrideHeight && a.KernelWidth >= w.StrideWidth;

    // Max pooling keeps its window; the average takes over its stride.
    private static IReadOnlyList<Op>? Smoothed(Node node)
    {
        Window w = Window.Of(node.Op)!.Value;
        var average = new AveragePool(w.StrideHeight, w.StrideWidth, w.StrideHeight, w.StrideWidth, Padding.Valid, true, false);
        return node.Op switch
        {
            Conv2d c => [c with { StrideHeight = 1, StrideWidth = 1, Padding = c.Padding == Padding.Valid ? Padding.Valid : Padding.Same }, average],
            MaxPool p => [p with { StrideHeight = 1, StrideWidth = 1, Padding = Padding.Same, Ceil = false }, average],
            _ => null,
        };
    }
}
