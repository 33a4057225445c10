namespace Fovea.Analysis;

/// <summary>SHP004: a convolution with a stride uses its padding on one side more than on the other.</summary>
internal sealed class UnevenPadding : Rule
{
    private const int Reach = 40;

    public override string Id => "SHP004";

    public override string Title => "padding used on one side only";

    public override Severity Severity => Severity.Info;

    public override string Why => "A 3×3 window with stride 2 and padding 1 on an even size reads the padding at the top and at the left, and never that at the bottom and at the right. The filters then see zeros more often on one side, and features move by half a pixel. It hardly matters for a class of the whole image; it does for small objects and for places.";

    public override string Source => "Alsallakh, Kokhlikyan, Miglani, Yuan, Reblitz-Richardson, \"Mind the pad: CNNs can develop blind spots\", ICLR 2021";

    public override string Help => "input sizes of the form a·2ⁿ + 1 use the padding of 3×3 windows evenly at all n halvings";

    public override RuleExample Fires { get; } = new("32x32x3 | conv 16 3x3 stride 2 | relu | conv 32 3x3 stride 2 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("33x33x3 | conv 16 3x3 stride 2 | relu | conv 32 3x3 stride 2 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Node[] uneven = [.. net.Graph.Nodes.Where(n => n.Op is Conv2d && WindowAxis.Of(n) is { } w && !(Even(w.Rows) && Even(w.Columns)))];
        if (uneven.Length == 0) yield break;
        int? height = new AxisSizes(net.Graph, rows: true).Nearest(Even, Reach), width = new AxisSizes(net.Graph, rows: false).Nearest(Even, Reach);
        Shape input = net.Graph.Input.Shape;
        yield return At(uneven[0], Severity.Info,
            $"{Amount.Count(uneven.Length, "convolution")} with a stride ({Amount.Names(uneven)}) {(uneven.Length == 1 ? "reads" : "read")} more padding on one side of the map than on the other",
            height is { } h && width is { } w ? $"a {h}×{w} input instead of {input.Height}×{input.Width} is padded evenly in every layer" : null,
            new Evidence("layers", uneven.Length));
    }

    private static bool Even(Node node, WindowAxis w) => node.Op is not Conv2d || Even(w);

    // Windows that meet no padding on either side are even as well.
    private static bool Even(WindowAxis w) => w.Stride == 1 || w.Span == 1 || w.UsedAfter == w.Before || w.Before + w.After == 0;
}
