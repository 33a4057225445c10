namespace Fovea.Explain;

/// <summary>Gradient-weighted class activation map: where the last feature maps speak for the scalar.</summary>
/// <remarks>
/// Formula: <c>α[c] = Σ_{i,j} ∂s/∂A[i,j,c] / (H·W)</c>, <c>map[i,j] = Σ_c α[c]·A[i,j,c]</c>. The paper's final ReLU is left to
/// <see cref="Explanation.Positive"/>, so that evidence against the scalar can be seen.
/// Shapes: the map has the resolution of the node.
/// Source: Selvaraju et al., "Grad-CAM", ICCV 2017. Passes the model-randomisation check of Adebayo et al. 2018. Averaging the gradient can
/// light up places that the network did not use (Draelos, Carin 2020: <see cref="HiResCam"/>).
/// </remarks>
/// <param name="Node">The feature maps to weigh; null takes <see cref="DefaultNode"/>.</param>
public sealed record GradCam(string? Node = null) : CamMethod(Node)
{
    /// <inheritdoc/>
    public override string Name => "Grad-CAM";

    /// <summary>
    /// The last feature maps before the head: the last node with more than one pixel that is no pooling, dropout or padding.
    /// </summary>
    /// <exception cref="ArgumentException">The network has none.</exception>
    public static Node DefaultNode(Graph graph) => FeatureLayer.Choose(graph, null, "Grad-CAM").Node;

    private protected override string Units(string scalar) => scalar;

    private protected override float[] Weigh(ReadOnlySpan<float> activation, ReadOnlySpan<float> gradient, Shape shape)
    {
        int pixels = shape.Height * shape.Width, channels = shape.Channels;
        var alpha = new double[channels];
        for (int i = 0; i < gradient.Length; i++) alpha[i % channels] += gradient[i] / (double)pixels;
        return WeightedSum(activation, alpha);
    }
}
