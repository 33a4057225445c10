namespace Fovea.Onnx;

/// <summary>Batch norms that are multiplied into the weights of the layer before them.</summary>
/// <remarks>
/// Formula: <c>s = γ / √(σ² + ε)</c>, <c>w' = s·w</c>, <c>b' = s·(b − μ) + β</c>, in double precision. A layer whose own output is
/// read elsewhere, or is the network's, keeps its batch norm.
/// </remarks>
internal sealed class Folding
{
    private readonly Dictionary<Node, Node> normOf = [];
    private readonly HashSet<Node> folded = [];

    /// <summary>Nothing is folded.</summary>
    public static Folding None { get; } = new();

    /// <summary>True for a batch norm that is gone.</summary>
    public bool IsFolded(Node node) => folded.Contains(node);

    /// <summary>The node whose value this one computes: itself, or the batch norm that went into it.</summary>
    public Node Output(Node node) => normOf.GetValueOrDefault(node, node);

    /// <summary>Changes the weights.</summary>
    public static Folding Apply(Graph graph, Dictionary<string, Weight> weights)
    {
        var folding = new Folding();
        foreach (Node norm in graph.Nodes)
        {
            if (norm.Op is not BatchNorm op || norm.Inputs[0] is not { Op: Conv2d or Dense } layer) continue;
            if (graph.Consumers(layer).Count != 1 || layer == graph.Output) continue;
            Fold(layer.Name, norm.Name, op.Epsilon, weights);
            folding.normOf.Add(layer, norm);
            folding.folded.Add(norm);
        }
        return folding;
    }

    private static void Fold(string layer, string norm, double epsilon, Dictionary<string, Weight> weights)
    {
        Span<float> w = weights[layer + ".weight"].Values, gamma = weights[norm + ".weight"].Values, beta = weights[norm + ".bias"].Values;
        Span<float> mean = weights[norm + ".running_mean"].Values, variance = weights[norm + ".running_var"].Values;
        int outputs = gamma.Length, each = w.Length / outputs;
        if (!weights.TryGetValue(layer + ".bias", out Weight? bias)) weights.Add(layer + ".bias", bias = Weight.Vector(outputs));
        Span<float> b = bias.Values;
        for (int o = 0; o < outputs; o++)
        {
            double scale = gamma[o] / Math.Sqrt(variance[o] + epsilon);
            for (int i = o * each; i < (o + 1) * each; i++) w[i] = (float)(w[i] * scale);
            b[o] = (float)((b[o] - mean[o]) * scale + beta[o]);
        }
    }
}
