namespace Fovea.Analysis;

/// <summary>ACT003: an activation that rises everywhere, computed before a max pooling instead of behind it.</summary>
internal sealed class ActivationBeforeMaxPool : Rule
{
    public override string Id => "ACT003";

    public override string Title => "activation could follow the max pooling";

    public override Severity Severity => Severity.Info;

    public override string Why => "A function that never falls keeps the order of numbers, so the maximum of the values is the value of the maximum: pooling first gives the same output from fewer evaluations. Fovea computes ReLU and ReLU6 in the last step of the layer before them, where they are free; other functions, and other engines, gain.";

    public override string Source => "algebra: max f(x) = f(max x) for every f that never falls";

    public override string Help => "maxpool 2 | relu instead of relu | maxpool 2";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("saved", 1, 0, 1e12, "", "evaluations for one image that the exchange saves, at least")];

    public override RuleExample Fires { get; } = new("28x28x1 | conv 8 3x3 | tanh | maxpool 2 | conv 16 3x3 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("28x28x1 | conv 8 3x3 | maxpool 2 | tanh | conv 16 3x3 | gelu | maxpool 2 | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Graph graph = net.Graph;
        // Each activation is one finding's business only when the network mixes them; most have one, many times.
        foreach (IGrouping<string, Node> kind in graph.Nodes.Where(n => NeverFalls(n.Op) && Pool(graph, n) is not null).GroupBy(n => n.Op.Stem))
        {
            Node[] nodes = [.. kind];
            long before = nodes.Sum(n => n.Shape.Count), after = nodes.Sum(n => Pool(graph, n)!.Shape.Count);
            if (before - after < settings.Threshold(this, "saved")) continue;
            bool free = nodes[0].Op is Relu or Relu6;
            yield return At(nodes[0], Severity.Info,
                $"{Amount.Names(nodes)}: {before:N0} evaluations an image before max pooling, {after:N0} behind it, with the same output" + (free ? "; in Fovea they are free, for they run in the layer before" : ""),
                $"exchange {nodes[0].Name} and {Pool(graph, nodes[0])!.Name}{(nodes.Length > 1 ? " and the others likewise" : "")}: {(double)before / after:F1} times fewer evaluations",
                new Evidence("before", before), new Evidence("after", after), new Evidence("places", nodes.Length));
        }
    }

    // GELU, SiLU and hard swish fall before they rise.
    private static bool NeverFalls(Op op) => op is Relu or Relu6 or LeakyRelu or Elu or Selu or Sigmoid or Tanh or HardSigmoid or Softplus;

    private static Node? Pool(Graph graph, Node node) => graph.Next(node) is { Op: MaxPool or GlobalMaxPool } pool && pool.Shape.Count < node.Shape.Count ? pool : null;
}
