namespace Fovea.Explain;

/// <summary>Class activation map: the feature maps before global average pooling, weighed with the dense layer's weights of the class.</summary>
/// <remarks>
/// Formula: <c>map[i,j] = Σ_c w[c]·A[i,j,c]</c>; its mean and the bias are the logit. For a difference of two classes, <c>w</c> is that of the weights.
/// A network that ends with the pooling itself has one map for each class: <c>map = A[class]</c>.
/// Shapes: the map has the resolution of the pooling's input.
/// Source: Zhou, Khosla, Lapedriza, Oliva, Torralba, "Learning deep features for discriminative localization", CVPR 2016. H·W times Grad-CAM.
/// </remarks>
public sealed record Cam : ExplanationMethod
{
    /// <inheritdoc/>
    public override string Name => "CAM";

    /// <inheritdoc/>
    public override IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels = default)
    {
        (Node maps, Node? dense) = Head(model.Graph);
        if (objective is not (Logit or LogitDifference))
            throw new ArgumentException($"CAM explains logits and differences of logits, not {objective}: it reads the weights of the last layer");
        using Plan plan = Run(model, images, objective, labels, [], maps.Name);
        using Tensor activation = plan.Read(maps.Name);
        var explanations = new Explanation[images.Batch];
        for (int n = 0; n < explanations.Length; n++)
        {
            double[] weights = Weights(model, dense, maps.Shape.Channels, objective, labels.IsEmpty ? 0 : labels[n], out double bias);
            float[] map = Weigh(activation.Image(n), weights);
            double mean = map.Average(v => (double)v);
            explanations[n] = new Explanation($"{Name} at {maps.Name}", objective, plan.Values[n], maps.Shape.Height, maps.Shape.Width, map)
            {
                Node = maps.Name,
                Reason = $"{maps.Name} ({maps.Shape}): what the global average pooling of the head reads",
                Units = "logit, to be averaged",
                Facts = [new ExplanationFact("mean and bias", mean + bias, $"the logit is {plan.Values[n]:G5}")],
            };
        }
        return explanations;
    }

    /// <summary>The feature maps before the pooling, and the dense layer behind it; null where the pooling is the output.</summary>
    /// <exception cref="ArgumentException">The network ends otherwise.</exception>
    internal static (Node Maps, Node? Dense) Head(Graph graph)
    {
        Node node = graph.Output;
        Node? dense = node.Op is Dense ? node : null;
        if (dense is not null) node = dense.Inputs[0];
        while (node.Op is Dropout or Flatten) node = node.Inputs[0];
        if (node.Op is not GlobalAveragePool)
            throw new ArgumentException($"CAM needs global average pooling and at most one dense layer at the end, this network ends with {node.Op}"
                + $"{(node == graph.Output ? "" : $" … {graph.Output.Op}")}; Grad-CAM is the same map where CAM exists, and exists elsewhere");
        return (node.Inputs[0], dense);
    }

    private static double[] Weights(Model model, Node? dense, int channels, Objective objective, int label, out double bias)
    {
        var weights = new double[channels];
        double sum = 0;
        if (objective is Logit logit) Add(logit.ClassIndex ?? label, 1);
        if (objective is LogitDifference difference)
        {
            Add(difference.ClassIndex ?? label, 1);
            Add(difference.Against, -1);
        }
        bias = sum;
        return weights;

        void Add(int k, int sign)
        {
            if (dense is null)
            {
                weights[k] += sign;
                return;
            }
            ReadOnlySpan<float> w = model.Parameters[$"{dense.Name}.weight"];
            int classes = dense.Shape.Channels;
            for (int c = 0; c < channels; c++) weights[c] += sign * w[c * classes + k];
            if (((Dense)dense.Op).Bias) sum += sign * model.Parameters[$"{dense.Name}.bias"][k];
        }
    }

    private static float[] Weigh(ReadOnlySpan<float> activation, double[] weights)
    {
        var map = new float[activation.Length / weights.Length];
        for (int p = 0; p < map.Length; p++)
        {
            double sum = 0;
            for (int c = 0; c < weights.Length; c++) sum += weights[c] * activation[p * weights.Length + c];
            map[p] = (float)sum;
        }
        return map;
    }
}
