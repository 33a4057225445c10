namespace Fovea.Explain;

/// <summary>Gradient-weighted class activation map: where the last feature maps speak for the scalar.</summary>
/// <remarks>
/// Formula: <c>α[c] = Σ_{i,j} ∂s/∂A[i,j,c] / (H·W)</c>, <c>map[i,j] = Σ_c α[c]·A[i,j,c]</c>. The paper's final ReLU is left to
/// <see cref="Explanation.Positive"/>, so that evidence against the scalar can be seen.
/// Shapes: the map has the resolution of the node.
/// Source: Selvaraju et al., "Grad-CAM", ICCV 2017. Passes the model-randomisation check of Adebayo et al. 2018.
/// </remarks>
/// <param name="Node">The feature maps to weigh; null takes <see cref="DefaultNode"/>.</param>
public sealed record GradCam(string? Node = null) : ExplanationMethod
{
    /// <inheritdoc/>
    public override string Name => "Grad-CAM";

    /// <summary>
    /// The last feature maps before the head: the last node with more than one pixel that is no pooling, dropout or padding.
    /// </summary>
    /// <exception cref="ArgumentException">The network has none.</exception>
    public static Node DefaultNode(Graph graph)
        => graph.Nodes.LastOrDefault(n => n.Shape.IsImage && n.Shape.Height * n.Shape.Width > 1 && n.Op is not (Input or MaxPool or AveragePool or Dropout or Pad or Softmax))
            ?? throw new ArgumentException("Grad-CAM needs feature maps: no node of this network has more than one pixel");

    /// <inheritdoc/>
    public override IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels = default)
    {
        Node node = Node is null ? DefaultNode(model.Graph) : model.Graph[Node];
        if (!node.Shape.IsImage) throw new ArgumentException($"Grad-CAM needs feature maps, {node.Name} is a vector of {node.Shape}");
        using Plan plan = Run(model, images, objective, labels, Kernels.ReluRule.Standard, node.Name, node.Name + ".grad");
        using Tensor activation = plan.Read(node.Name), gradient = plan.Read(node.Name + ".grad");
        var explanations = new Explanation[images.Batch];
        for (int n = 0; n < explanations.Length; n++)
        {
            float[] map = Weigh(activation.Image(n), gradient.Image(n), node.Shape);
            explanations[n] = new Explanation($"{Name} at {node.Name}", objective, plan.Values[n], node.Shape.Height, node.Shape.Width, map,
                SoftmaxWarning(model, objective) ?? Warning(map, node.Shape, model.Graph.Input.Shape));
        }
        return explanations;
    }

    /// <summary>The formula on one image's activation and gradient, H W C.</summary>
    internal static float[] Weigh(ReadOnlySpan<float> activation, ReadOnlySpan<float> gradient, Shape shape)
    {
        int pixels = shape.Height * shape.Width, channels = shape.Channels;
        var alpha = new double[channels];
        for (int i = 0; i < gradient.Length; i++) alpha[i % channels] += gradient[i] / (double)pixels;
        var map = new float[pixels];
        for (int p = 0; p < pixels; p++)
        {
            double sum = 0;
            for (int c = 0; c < channels; c++) sum += alpha[c] * activation[p * channels + c];
            map[p] = (float)sum;
        }
        return map;
    }

    private static string? Warning(float[] map, Shape node, Shape image)
    {
        if (map.All(v => v == 0)) return "the map is zero everywhere: the gradient does not reach these feature maps";
        if (map.All(v => v <= 0)) return "nothing in these feature maps speaks for the scalar; what speaks against it is shown";
        if (node.Height <= 2 && node.Width <= 2) return $"the feature maps are only {node.Height}×{node.Width}: choose an earlier node for detail";
        return node.Height * 2 >= image.Height && image.Height > 32 ? "these are early feature maps: choose a later node for objects" : null;
    }
}
