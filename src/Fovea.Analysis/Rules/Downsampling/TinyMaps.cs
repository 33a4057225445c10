namespace Fovea.Analysis;

/// <summary>DWN001: windows slide over maps of one or two pixels.</summary>
internal sealed class TinyMaps : Rule
{
    public override string Id => "DWN001";

    public override string Title => "windows on maps of a pixel or two";

    public override Severity Severity => Severity.Serious;

    public override string Why => "A 3×3 window on a map of 1×1 sees one number and eight zeros of padding: it is a 1×1 convolution at nine times the price, and eight ninths of its weights are never used. On 2×2 five of nine taps read zeros. The image was halved too often before.";

    public override string Source => "arithmetic: a 3×3 window padded by 1 on n×n pixels reads ((3n − 2)/3n)² real pixels, 11 % for n = 1 and 44 % for n = 2; thresholds are ours";

    public override string Help => "drop poolings or strides so that the last maps keep 4×4 pixels or more, or use 1×1 convolutions there";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("side", 2, 1, 64, "px", "rows and columns up to which a map counts as tiny"),
        new("input", 28, 1, 4096, "px", "smaller side of the smallest input it speaks about"),
        new("serious", 0.3, 0, 1, "", "share of the network's parameters in such layers from which it is serious"),
    ];

    public override RuleExample Fires { get; } = new("32x32x3 | conv 16 3x3 | relu | maxpool 4 | conv 32 3x3 | relu | maxpool 4 | conv 64 3x3 | relu | conv 64 3x3 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 16 3x3 | relu | maxpool 4 | conv 32 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | conv 64 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        // A window that does not fit says it all.
        if (net.Broken is not null || Structure.Side(net.Graph.Input.Shape) < settings.Threshold(this, "input")) yield break;
        Node[] tiny = [.. net.Graph.Nodes.Where(n => IsTiny(n, (int)settings.Threshold(this, "side")))];
        if (tiny.Length == 0) yield break;
        var w = WindowAxis.Of(tiny[0])!.Value;
        double real = w.Rows.RealShare * w.Columns.RealShare, share = (double)tiny.Sum(n => n.ParameterCount) / net.Graph.ParameterCount;
        Graph? small = Change.Try(net.Graph, n => tiny.Contains(n) && n.Op is Conv2d c && OneByOne(c) is { } one ? [one] : null);
        yield return At(tiny[0], share >= settings.Threshold(this, "serious") ? Severity.Serious : Severity.Warning,
            $"a {w.Rows.Kernel}×{w.Columns.Kernel} window on a {w.Rows.Size}×{w.Columns.Size} map reads padding in {Amount.Percent(1 - real)} of its taps; {Amount.Count(tiny.Length, "such layer")} ({Amount.Names(tiny)}) {(tiny.Length == 1 ? "holds" : "hold")} {Amount.Percent(share)} of the parameters",
            small is null ? null : $"1×1 windows there: {Change.Cost(net.Graph, small)}; or halve the image less often before",
            new Evidence("layers", tiny.Length), new Evidence("mapHeight", w.Rows.Size, "px"), new Evidence("paddingTaps", 100 * (1 - real), "%"), new Evidence("parameterShare", 100 * share, "%"));
    }

    /// <summary>True for a padded convolution with a window on a map of at most that many rows and columns.</summary>
    public static bool IsTiny(Node node, int side) => node.Op is Conv2d c && c.KernelHeight * c.KernelWidth > 1
        && WindowAxis.Of(node) is { } w && Math.Max(w.Rows.Size, w.Columns.Size) <= side && w.Rows.RealShare * w.Columns.RealShare < 1;

    private static Conv2d? OneByOne(Conv2d c) => c with { KernelHeight = 1, KernelWidth = 1, DilationHeight = 1, DilationWidth = 1, Padding = Padding.Same };
}
