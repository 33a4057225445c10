namespace Fovea.Analysis;

/// <summary>ACT006: many sigmoid or tanh layers without normalisation.</summary>
internal sealed class SaturatingStack : Rule
{
    public override string Id => "ACT006";

    public override string Title => "many saturating activations without normalisation";

    public override Severity Severity => Severity.Warning;

    public override string Why => "Sigmoid and tanh are flat away from zero, and a flat function passes no gradient. The slope of a sigmoid is at most 1/4, that of tanh at most 1 and only at zero; over several layers the slopes multiply, so the first layers learn far more slowly than the last. Normalisation before them keeps their inputs near zero.";

    public override string Source => "calculus: σ' = σ(1 − σ) ≤ 1/4, tanh' = 1 − tanh² ≤ 1, and the chain rule multiplies them";

    public override string Help => "relu in their place, or bn before each of them";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("layers", 4, 1, 1000, "", "saturating activations one behind the other along the shortest way, at most")];

    public override RuleExample Fires { get; } = new("28x28x1 | 5 * (conv 16 3x3 | sigmoid) | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("28x28x1 | 5 * (conv 16 3x3 | bn | sigmoid) | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Graph graph = net.Graph;
        var runs = new Dictionary<Node, (int Count, double Slope)>();
        foreach (Node node in graph.Nodes)
        {
            (int Count, double Slope) before = node.Inputs.Count == 0 ? (0, 1) : node.Inputs.Select(i => runs[i]).MinBy(r => r.Count);
            runs[node] = Slope(node) is { } slope ? (before.Count + 1, before.Slope * slope) : before;
        }
        (int count, double bound) = runs[graph.Output];
        if (Slope(graph.Output) is { } last) (count, bound) = (count - 1, bound / last);
        if (count <= settings.Threshold(this, "layers")) yield break;
        Node[] nodes = [.. graph.Nodes.Where(n => n != graph.Output && Slope(n) is not null)];
        Graph? normed = Change.Try(graph, n => nodes.Contains(n) ? [new BatchNorm(), n.Op] : null);
        yield return At(nodes[0], Severity.Warning,
            $"{count} layers of {string.Join(" and ", nodes.Select(n => n.Op.Stem).Distinct())} stand one behind the other without normalisation; their slopes alone leave at most {bound:G2} of a gradient",
            "relu in their place, which costs no parameters" + (normed is null ? "" : $"; or bn before each: {Change.Cost(graph, normed)}"),
            new Evidence("layers", count), new Evidence("gradientBound", bound));
    }

    // The steepest slope of a saturating activation that nothing normalises.
    private static double? Slope(Node node) => node.Inputs.Count > 0 && node.Inputs[0].Op is BatchNorm or LayerNorm or GroupNorm ? null : node.Op switch
    {
        Sigmoid => 1.0 / 4,
        HardSigmoid => 1.0 / 6,
        Tanh => 1,
        _ => null,
    };
}
