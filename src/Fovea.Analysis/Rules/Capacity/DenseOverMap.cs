namespace Fovea.Analysis;

/// <summary>CAP001: a dense layer over a whole feature map holds most of the parameters.</summary>
internal sealed class DenseOverMap : Rule
{
    public override string Id => "CAP001";

    public override string Title => "dense layers hold most parameters";

    public override Severity Severity => Severity.Warning;

    public override string Why => "Flattening a map gives the dense layer behind it a weight for each place and channel: it must learn anew at each place what the convolutions share between places. These weights cost memory and disk, and bind the network to one input size; global average pooling needs none of them.";

    public override string Source => "Lin, Chen, Yan, \"Network in network\", ICLR 2014, section 3.2; arithmetic: the first dense layer of VGG-16 has 102,764,544 of 138,357,544 parameters";

    public override string Help => "globalavgpool in place of flatten, then one dense layer for the classes";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("share", 80, 1, 100, "%", "share of the parameters in dense layers from which it is a warning"),
        new("info", 50, 1, 100, "%", "share from which it is worth knowing"),
        new("map", 4, 1, 1024, "px", "rows and columns of the flattened map, at least"),
        new("parameters", 100_000, 0, 1e9, "parameters", "values in dense layers, at least: fewer cost nobody anything"),
    ];

    public override RuleExample Fires { get; } = new("28x28x1 | conv 32 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | maxpool 2 | flatten | dense 128 | relu | dense 10");

    public override RuleExample Silent { get; } = new("28x28x1 | conv 32 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | maxpool 2 | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Graph graph = net.Graph;
        if (net.Broken is not null) yield break;
        long total = graph.ParameterCount, all = graph.Nodes.Where(n => n.Op is Dense).Sum(n => n.ParameterCount);
        double share = 100.0 * all / Math.Max(1, total), map = settings.Threshold(this, "map");
        if (share <= Math.Min(settings.Threshold(this, "share"), settings.Threshold(this, "info")) || all < settings.Threshold(this, "parameters")) yield break;
        foreach (Node node in graph.Nodes.Where(n => n.Op is Dense))
        {
            if (MapUnder(graph, node) is not { } flatten) continue;
            Shape maps = flatten.Inputs[0].Shape;
            if (maps.Height < map || maps.Width < map) continue;
            yield return At(node, share > settings.Threshold(this, "share") ? Severity.Warning : Severity.Info,
                $"{node.Name} over the flattened {maps} map has {node.ParameterCount:N0} of {total:N0} parameters ({100.0 * node.ParameterCount / total:F1} %); dense layers together have {share:F1} %",
                Fix(graph, flatten), new Evidence("denseShare", share, "%"), new Evidence("layerParameters", node.ParameterCount, "parameters"),
                new Evidence("parameters", total, "parameters"), new Evidence("mapHeight", maps.Height, "px"), new Evidence("mapWidth", maps.Width, "px"));
        }
    }

    /// <summary>The flatten of convolved maps that a dense layer reads, if it does.</summary>
    public static Node? MapUnder(Graph graph, Node dense)
    {
        Node node = dense.Inputs[0];
        while (node.Op is Dropout or BatchNorm or LayerNorm or GroupNorm or LocalResponseNorm or Activation or PRelu) node = node.Inputs[0];
        return node.Op is Flatten && node.Inputs[0].Shape.IsImage && graph.Nodes.Any(n => n.Op is Conv2d && n.Index < node.Index) ? node : null;
    }

    // As in "Network in network": the hidden dense layers go, the last one reads the means.
    private static string? Fix(Graph graph, Node flatten)
    {
        if (graph.Heads() is not { Count: 1 } heads || heads.First() is not { Op: Dense } head || head.Index < flatten.Index) return null;
        Graph? changed = Change.Try(graph, n => n == flatten ? [new GlobalAveragePool()] : n.Index > flatten.Index && n.Index < head.Index ? [] : null);
        return changed is null ? null : $"globalavgpool in place of {flatten.Name}, then only {head.Op}: {Change.Cost(graph, changed)}";
    }
}
