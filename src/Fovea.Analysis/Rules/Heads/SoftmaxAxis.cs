namespace Fovea.Analysis;

/// <summary>HED002: a softmax whose channels are not the classes.</summary>
internal sealed class SoftmaxAxis : Rule
{
    public override string Id => "HED002";

    public override string Title => "softmax over the wrong axis";

    public override Severity Severity => Severity.Error;

    public override string Why => "Softmax divides by a sum over the channels of each pixel. Over one channel that is the number itself, so the output is 1 whatever the image. Over maps that are flattened afterwards each pixel sums to 1 and the whole to as many as there are pixels: these are no probabilities of classes.";

    public override string Source => "algebra: e^x / e^x = 1; H·W sums of 1 make H·W";

    public override string Help => "a softmax over the channels that are the classes, behind pooling and dense, or none at all";

    public override RuleExample Fires { get; } = new("28x28x1 | conv 8 3x3 stride 2 | relu | conv 10 3x3 stride 2 | softmax | flatten");

    public override RuleExample Silent { get; } = new("28x28x1 | conv 8 3x3 stride 2 | relu | conv 10 3x3 stride 2 | globalavgpool | softmax");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        foreach (Node node in net.Graph.Nodes.Where(n => n.Op is Softmax))
        {
            Shape shape = node.Shape;
            int pixels = shape.Height * shape.Width;
            if (shape.Channels == 1)
                yield return At(node, Severity.Error, $"{node.Name} runs over the single channel of {shape}: its output is 1 everywhere",
                    $"leave {node.Name} out; for two classes give the layer before it 2 outputs", new Evidence("channels", 1), new Evidence("sum", 1));
            else if (pixels > 1 && net.Broken is null && End(net.Graph, node) is { } flatten)
                yield return At(node, Severity.Error,
                    $"{node.Name} makes each of the {shape.Height}×{shape.Width} pixels sum to 1, and {flatten.Name} makes {flatten.Shape} outputs of them that sum to {pixels}",
                    $"globalavgpool before {node.Name}: {shape.Channels} outputs that sum to 1", new Evidence("channels", shape.Channels), new Evidence("sum", pixels));
        }
    }

    // The flatten behind it when nothing but dropout stands between that and the output.
    private static Node? End(Graph graph, Node node)
    {
        Node? flatten = null;
        for (Node? n = graph.Next(node); n is { Op: Flatten or Dropout or Pad or MaxPool or AveragePool }; n = graph.Next(n))
        {
            if (n.Op is Flatten) flatten = n;
            if (n == graph.Output) return flatten;
        }
        return null;
    }
}
