namespace Fovea.Analysis;

/// <summary>CAP002: one layer has more than half of the cost.</summary>
internal sealed class DominantLayer : Rule
{
    public override string Id => "CAP002";

    public override string Title => "one layer has most of the cost";

    public override Severity Severity => Severity.Info;

    public override string Why => "When one layer holds more than half of the parameters or of the products, the network is as slow or as large as that layer: tuning the others changes little. It is the first place to look when the network must become smaller or faster.";

    public override string Source => "arithmetic: parameters and MACs of each layer from its declaration";

    public override string Help => "fewer channels in that layer, or a stride before it; the saved cost buys depth elsewhere";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("share", 50, 1, 100, "%", "share of one layer in the parameters or in the MACs"),
        new("layers", 4, 2, 1000, "", "layers with weights, at least: of two layers one always has half"),
    ];

    public override RuleExample Fires { get; } = new("32x32x3 | conv 64 3x3 | relu | conv 64 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 16 3x3 | relu | conv 32 3x3 stride 2 | relu | conv 64 3x3 stride 2 | relu | conv 32 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Graph graph = net.Graph;
        Node[] layers = [.. graph.Nodes.Where(n => n.Op.IsWeighted())];
        if (net.Broken is not null || layers.Length < settings.Threshold(this, "layers")) yield break;
        IReadOnlySet<Node> heads = graph.Heads();
        double limit = settings.Threshold(this, "share"), allMacs = Math.Max(1, graph.Cost.Macs), allParameters = Math.Max(1, graph.ParameterCount);
        foreach (Node node in layers)
        {
            double macs = 100 * node.Cost.Macs / allMacs, parameters = 100 * node.ParameterCount / allParameters;
            // The dense layer over a map is CAP001's; two findings would ask for one change.
            bool large = parameters > limit && !(node.Op is Dense && DenseOverMap.MapUnder(graph, node) is not null);
            if (!large && macs <= limit) continue;
            yield return At(node, Severity.Info,
                $"{node.Name} has {macs:F0} % of the MACs and {parameters:F0} % of the parameters, as one of {layers.Length} layers",
                heads.Contains(node) ? null : Fix(graph, node), new Evidence("macShare", macs, "%"), new Evidence("parameterShare", parameters, "%"), new Evidence("layers", layers.Length));
        }
    }

    private static string? Fix(Graph graph, Node node)
    {
        int outputs = node.Op.Outputs(), half = outputs < 16 ? outputs / 2 : (outputs / 2 + 7) / 8 * 8;
        return half > 0 && Widths.Of(graph, n => n == node ? half : null) is { } changed
            ? $"{half} {(node.Op is Dense ? "outputs" : "channels")} instead of {outputs}: {Change.Cost(graph, changed)}"
            : "its block as a whole can be narrower: what is added to its output has as many channels";
    }
}
