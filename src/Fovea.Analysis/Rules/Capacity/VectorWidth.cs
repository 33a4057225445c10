namespace Fovea.Analysis;

/// <summary>CAP006: channels that fill no whole vector register.</summary>
internal sealed class VectorWidth : Rule
{
    public override string Id => "CAP006";

    public override string Title => "channels fill no whole vector";

    public override Severity Severity => Severity.Info;

    public override string Why => "The kernels compute output channels in vectors of 8 numbers. Channels that are no multiple of 8 leave lanes of the last vector empty, and these cost as much time as full ones: more channels would be free.";

    public override string Source => "arithmetic; Fovea's kernels pack the weights of 8 or 16 output channels side by side";

    public override string Help => "a multiple of 8 output channels, or of 16 on a processor with AVX-512";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("width", 8, 2, 64, "channels", "numbers in a vector"),
        new("waste", 5, 0, 100, "%", "share of empty lanes, at least"),
        new("share", 10, 0, 100, "%", "share in the MACs of the layers that one line declares, at least: a small layer's waste is no matter"),
    ];

    public override RuleExample Fires { get; } = new("32x32x3 | conv 16 3x3 | relu | conv 30 3x3 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 16 3x3 | relu | conv 32 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        int width = (int)settings.Threshold(this, "width");
        double least = settings.Threshold(this, "waste"), share = settings.Threshold(this, "share");
        IReadOnlySet<Node> heads = net.Graph.Heads();
        long macs = Math.Max(1, net.Graph.Cost.Macs);
        // The number of classes is what it is.
        foreach (Node[] group in net.Graph.Nodes.Where(n => n.Op.IsWeighted() && !heads.Contains(n) && Waste(n, width) >= least).ByLine())
        {
            Node node = group[0];
            double weight = 100.0 * group.Sum(n => n.Cost.Macs) / macs;
            if (weight < share) continue;
            int lanes = Lanes(node), full = Full(lanes, width), groups = node.Op.Outputs() / lanes;
            Graph? changed = Widths.Of(net.Graph, n => group.Contains(n) ? Full(Lanes(n), width) * (n.Op.Outputs() / Lanes(n)) : null);
            yield return At(node, Severity.Info,
                $"{Amount.Names(group)}: {lanes} channels{(groups > 1 ? $" in each of {groups} groups" : "")} are computed as {full}, and {Waste(node, width):F0} % of the lanes stay empty",
                $"{full * groups} channels instead of {lanes * groups}" + (changed is null ? "" : $", which take this layer no longer: {Change.Cost(net.Graph, changed)}"),
                new Evidence("waste", Waste(node, width), "%"), new Evidence("channels", lanes), new Evidence("computed", full), new Evidence("macShare", weight, "%"));
        }
    }

    // The groups of a convolution are computed one by one, the channels of a depthwise one side by side.
    private static int Lanes(Node node) => node.Op is Conv2d c && !c.IsDepthwise(node) ? c.OutChannels / c.Groups : node.Op.Outputs();

    private static int Full(int channels, int width) => (channels + width - 1) / width * width;

    private static double Waste(Node node, int width) => 100.0 * (Full(Lanes(node), width) - Lanes(node)) / Full(Lanes(node), width);
}
