namespace Fovea.Analysis;

/// <summary>DWN002: much of the arithmetic multiplies zeros of padding.</summary>
internal sealed class PaddingShare : Rule
{
    public override string Id => "DWN002";

    public override string Title => "much of the work is on padding";

    public override Severity Severity => Severity.Serious;

    public override string Why => "On small maps most windows reach over the border, where there are only zeros. A 3×3 window on 3×3 pixels spends 40 % of its multiplications there, on 7×7 still 18 %. These products cost time and tell the network nothing but where the border is.";

    public override string Source => "arithmetic: the share of taps that read real pixels, for 3×3 windows ((3n − 2)/3n)²; thresholds are ours";

    public override string Help => "halve the image less often, or use smaller windows on the last maps";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("share", 0.35, 0, 1, "", "share of a layer's taps that read padding, from which the layer counts"),
        new("macs", 0.05, 0, 1, "", "share of the network's MACs that these layers have to hold together"),
        new("serious", 0.25, 0, 1, "", "share of the network's MACs that multiply padding in these layers, from which it is serious"),
    ];

    public override RuleExample Fires { get; } = new("24x24x3 | conv 32 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | maxpool 2 | conv 256 3x3 | relu | maxpool 2 | 3 * (conv 512 3x3 | relu) | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 32 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | maxpool 2 | conv 256 3x3 | relu | conv 256 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        double least = settings.Threshold(this, "share");
        // Maps of one or two pixels are DWN001's: said once is enough.
        Node[] waste = [.. net.Graph.Nodes.Where(n => n.Op is Conv2d && Padding(n) > least && !TinyMaps.IsTiny(n, 2))];
        double macs = net.Graph.Cost.Macs, held = waste.Sum(n => n.Cost.Macs) / Math.Max(1, macs), zeros = waste.Sum(n => n.Cost.Macs * Padding(n)) / Math.Max(1, macs);
        if (net.Broken is not null || waste.Length == 0 || held < settings.Threshold(this, "macs")) yield break;
        Node worst = waste.MaxBy(Padding)!;
        yield return At(waste[0], zeros >= settings.Threshold(this, "serious") ? Severity.Serious : Severity.Warning,
            $"{Amount.Count(waste.Length, "convolution")} ({Amount.Names(waste)}) {(waste.Length == 1 ? "multiplies" : "multiply")} padding in up to {Amount.Percent(Padding(worst))} of the taps: {Amount.Percent(zeros)} of all MACs of the network are products with zero",
            Fix(net, waste), new Evidence("layers", waste.Length), new Evidence("paddingTaps", 100 * Padding(worst), "%"), new Evidence("wastedMacs", 100 * zeros, "%"));
    }

    private static double Padding(Node node) => WindowAxis.Of(node) is { } w ? 1 - w.Rows.RealShare * w.Columns.RealShare : 0;

    private static string? Fix(LintSubject net, Node[] waste)
    {
        int jump = net.Fields[waste[0].Inputs[0]].JumpHeight;
        Node[] last = [.. Structure.Downsamplings(net.Graph).Where(n => n.Index < waste[0].Index && net.Fields[n].JumpHeight == jump)];
        return last.Length > 0 && Change.Try(net.Graph, n => last.Contains(n) ? Change.WithoutStride(n.Op) : null) is { } larger && larger.Contains(waste[0].Name)
            ? $"without the down-sampling in {Amount.Names(last)} the maps of {waste[0].Name} have {larger[waste[0].Name].Shape} and padding takes {Amount.Percent(Padding(larger[waste[0].Name]))} ({Change.Cost(net.Graph, larger)})"
            : null;
    }
}
