namespace Fovea.Analysis;

/// <summary>PRF001: layers that wait for memory.</summary>
internal sealed class MemoryBound : Rule
{
    public override string Id => "PRF001";

    public override string Title => "layers that wait for memory";

    public override Severity Severity => Severity.Info;

    public override string Why => "A processor does many products in the time it takes to fetch one number from memory. A layer that does few products for each byte it reads and writes, such as a depthwise convolution or a dense layer on a single image, takes as long as its bytes take, not as long as its MACs suggest. Counting MACs alone then misleads about speed.";

    public override string Source => "Williams, Waterman, Patterson, \"Roofline\", CACM 2009; arithmetic intensity = 2·MACs / (4·(inputs + outputs + weights)) in FLOP a byte";

    public override string Help => "fewer, wider layers; a larger batch for dense layers; pool before wide maps";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("intensity", 8, 0.1, 1000, "FLOP/B", "products and sums a processor does in the time of one byte: its peak over its memory bandwidth"),
        new("share", 10, 0, 100, "%", "estimated share of such layers in the time, at least"),
    ];

    public override RuleExample Fires { get; } = new("112x112x32 | depthwise 3x3 | relu | conv 64 1x1 | relu | depthwise 3x3 | relu | conv 64 1x1 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x32 | conv 64 3x3 | relu | conv 64 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        double balance = settings.Threshold(this, "intensity");
        Node[] layers = [.. net.Graph.Nodes.Where(n => n.Op.IsWeighted())], bound = [.. layers.Where(n => Flops(net, n) < balance * Bytes(net, n))];
        double all = layers.Sum(n => Time(net, n, balance)), share = 100 * bound.Sum(n => Time(net, n, balance)) / Math.Max(1, all);
        if (bound.Length == 0 || share < settings.Threshold(this, "share")) yield break;
        Node worst = bound.MaxBy(n => Time(net, n, balance))!;
        double intensity = Flops(net, worst) / Bytes(net, worst), macs = 100.0 * bound.Sum(n => n.Cost.Macs) / Math.Max(1, net.Graph.Cost.Macs);
        yield return At(worst, Severity.Info,
            $"{bound.Length} of {layers.Length} layers do less than {balance:G3} FLOP a byte at batch {net.Batch}: {macs:F0} % of the MACs and an estimated {share:F0} % of the time; most of it in {worst.Name} with {intensity:F1} FLOP a byte",
            Fix(net, worst, balance), new Evidence("intensity", intensity, "FLOP/B"), new Evidence("timeShare", share, "%"), new Evidence("macShare", macs, "%"), new Evidence("layers", bound.Length));
    }

    private static double Flops(LintSubject net, Node node) => 2.0 * net.Batch * node.Cost.Macs;

    // Weights are read once for all images of the batch.
    private static double Bytes(LintSubject net, Node node) => 4.0 * ((double)net.Batch * (node.Inputs[0].Shape.Count + node.Shape.Count) + node.ParameterCount);

    // In the time of one FLOP at full speed: the roofline.
    private static double Time(LintSubject net, Node node, double balance) => Math.Max(Flops(net, node), balance * Bytes(net, node));

    // Solves 2·B·MACs = balance·4·(B·(in + out) + weights) for the batch B.
    private static string Fix(LintSubject net, Node node, double balance)
    {
        double gain = 2.0 * node.Cost.Macs - balance * 4 * (node.Inputs[0].Shape.Count + node.Shape.Count);
        if (gain > 0) return $"a batch of {Math.Ceiling(balance * 4 * node.ParameterCount / gain):N0} images brings {node.Name} to {balance:G3} FLOP a byte";
        double moved = 4.0 * (node.Inputs[0].Shape.Count + node.Shape.Count) / 1e6;
        return $"no batch changes it: {node.Name} moves {moved:F2} MB an image for {node.Cost.Macs / 1e6:F2} million MACs; with half the channels, or a stride before it, it moves half or a quarter";
    }
}
