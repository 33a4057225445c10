namespace Fovea.Analysis;

/// <summary>ACT002: nothing between input and output is non-linear.</summary>
internal sealed class WholeNetAffine : Rule
{
    public override string Id => "ACT002";

    public override string Title => "the whole network is linear";

    public override Severity Severity => Severity.Error;

    public override string Why => "Without a non-linear step all layers together are one matrix: the network is a logistic regression on pixels, whatever its depth, and can draw only flat borders between classes. Average pooling, batch norm and dropout do not change that; max pooling does.";

    public override string Source => "algebra: a composition of affine maps is affine; Goodfellow, Bengio, Courville, \"Deep learning\", 2016, section 6.1";

    public override string Help => "put relu behind every layer but the last";

    public override RuleExample Fires { get; } = new("28x28x1 | conv 8 3x3 | avgpool 2 | conv 16 3x3 | flatten | dense 10");

    public override RuleExample Silent { get; } = new("28x28x1 | conv 8 3x3 | relu | avgpool 2 | conv 16 3x3 | relu | flatten | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Graph graph = net.Graph;
        if (net.Broken is not null || !Affine(graph).Contains(Logits(graph))) yield break;
        Node[] layers = [.. graph.Nodes.Where(n => n.Op.IsWeighted())];
        if (layers.Length == 0) yield break;
        long one = (graph.Input.Shape.Count + 1) * graph.Output.Shape.Count;
        // A single layer is a logistic regression that somebody asked for.
        yield return At(layers[0], layers.Length > 1 ? Severity.Error : Severity.Info,
            layers.Length > 1
                ? $"no step between the {graph.Input.Shape} input and the {graph.Output.Shape} outputs is non-linear: {layers.Length} layers with {graph.ParameterCount:N0} parameters compute one matrix of {one:N0}"
                : $"one layer and nothing non-linear: a logistic regression with {graph.ParameterCount:N0} parameters",
            layers.Length > 1 ? $"relu behind {Amount.Names(layers[..^1])}: no parameters, {layers[..^1].Sum(n => n.Shape.Count):N0} comparisons an image" : null,
            new Evidence("layers", layers.Length), new Evidence("parameters", graph.ParameterCount, "parameters"), new Evidence("oneMatrix", one, "parameters"));
    }

    /// <summary>The nodes that are affine functions of the input.</summary>
    public static IReadOnlySet<Node> Affine(Graph graph)
    {
        var affine = new HashSet<Node>();
        foreach (Node node in graph.Nodes)
            if (node.Op.IsAffine() && node.Inputs.All(affine.Contains)) affine.Add(node);
        return affine;
    }

    /// <summary>What the classes are read from: the output, or what its softmax reads.</summary>
    public static Node Logits(Graph graph)
    {
        Node node = graph.Output;
        while (node.Op is Softmax) node = node.Inputs[0];
        return node;
    }
}
