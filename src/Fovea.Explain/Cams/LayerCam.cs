namespace Fovea.Explain;

/// <summary>Feature maps weighed place by place with their positive gradients: works at early nodes, too.</summary>
/// <remarks>
/// Formula: <c>map[i,j] = Σ_c max(∂s/∂A[i,j,c], 0)·A[i,j,c]</c>. The paper's final ReLU is left to <see cref="Explanation.Positive"/>.
/// Shapes: the map has the resolution of the node.
/// Source: Jiang, Zhang, Hou, Cheng, Wei, "LayerCAM", IEEE TIP 2021. What speaks against the scalar is left out of the weights.
/// </remarks>
/// <param name="Node">The feature maps; null takes the last ones.</param>
public sealed record LayerCam(string? Node = null) : CamMethod(Node)
{
    /// <inheritdoc/>
    public override string Name => "LayerCAM";

    private protected override string Units(string scalar) => scalar;

    private protected override string? EarlyWarning(Shape node, Shape image) => null;

    private protected override float[] Weigh(ReadOnlySpan<float> activation, ReadOnlySpan<float> gradient, Shape shape)
    {
        var map = new double[shape.Height * shape.Width];
        for (int i = 0; i < activation.Length; i++) map[i / shape.Channels] += (double)Math.Max(gradient[i], 0) * activation[i];
        return [.. map.Select(v => (float)v)];
    }
}
