namespace Fovea.Analysis;

/// <summary>INI003: filters of a layer that are the same.</summary>
internal sealed class IdenticalFilters : Rule
{
    public override string Id => "INI003";

    public override string Title => "filters that are the same";

    public override Severity Severity => Severity.Error;

    public override string Why => "Two filters with the same weights give the same output and, when what follows treats them alike, receive the same gradient: they stay the same for ever, and the layer is as narrow as the number of different ones. It happens when weights begin at 0 or at a constant.";

    public override string Source => "symmetry of the gradients; Goodfellow, Bengio, Courville, \"Deep learning\", 2016, section 8.4; the thresholds are heuristic";

    public override string Help => "draw the first weights at random (Init.Reset), or remove the copies";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("share", 5, 0, 100, "%", "share of a layer's filters that may equal an earlier one"),
        new("fanIn", 8, 1, 1e6, "weights", "weights of a filter below which filters are alike by chance"),
    ];

    public override RuleExample Fires { get; } = Example(14);

    public override RuleExample Silent { get; } = Example(0);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Weights is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        foreach (NodeWeights w in net.Weights?.Nodes ?? [])
        {
            double share = 100.0 * w.Identical / w.Filters;
            // The outputs of the last layer have labels of their own, so their symmetry breaks with the first step.
            if (share <= settings.Threshold(this, "share") || w.FanIn < settings.Threshold(this, "fanIn") || !net.Graph.Contains(w.Node) || IsLast(net.Graph, net.Graph[w.Node])) continue;
            yield return At(net.Graph[w.Node], Severity.Error,
                $"{w.Identical} of {w.Filters} filters equal an earlier one (cosine above {NodeWeights.IdenticalFrom}){(w.Norm == 0 ? "; all weights are 0" : "")}",
                $"the layer works like one of {w.Filters - w.Identical} filters",
                new Evidence("identical", w.Identical, "filters"), new Evidence("share", share, "%"), new Evidence("filters", w.Filters));
        }
    }

    private static bool IsLast(Graph graph, Node node)
    {
        var open = new Stack<Node>(graph.Consumers(node));
        while (open.TryPop(out Node? next))
        {
            if (next.Op is Conv2d or Dense) return false;
            foreach (Node n in graph.Consumers(next)) open.Push(n);
        }
        return true;
    }

    private static RuleExample Example(int identical) => new(RuleNets.Small, s => s with { Weights = new WeightFacts([new("conv2", 16, 72, identical, 3.5)]) });
}
