namespace Fovea.Explain;

/// <summary>What each place of the feature maps contributes to the scalar to first order: gradients are not averaged.</summary>
/// <remarks>
/// Formula: <c>map[i,j] = Σ_c ∂s/∂A[i,j,c]·A[i,j,c]</c>.
/// Shapes: the map has the resolution of the node.
/// Source: Draelos, Carin, "Use HiResCAM instead of Grad-CAM for faithful explanations of convolutional neural networks", 2020. Where one linear
/// layer follows the node, the map sums to the scalar less the bias: exactly the places that were used.
/// </remarks>
/// <param name="Node">The feature maps; null takes the last ones.</param>
public sealed record HiResCam(string? Node = null) : CamMethod(Node)
{
    /// <inheritdoc/>
    public override string Name => "HiResCAM";

    private protected override string Units(string scalar) => scalar;

    private protected override IReadOnlyList<ExplanationFact> Check(float[] map, float value)
        => [new ExplanationFact("sum of the map", map.Sum(v => (double)v), $"of {value:G5}: the rest are biases behind the node, and what is not linear there")];

    private protected override float[] Weigh(ReadOnlySpan<float> activation, ReadOnlySpan<float> gradient, Shape shape)
    {
        var map = new double[shape.Height * shape.Width];
        for (int i = 0; i < activation.Length; i++) map[i / shape.Channels] += (double)gradient[i] * activation[i];
        return [.. map.Select(v => (float)v)];
    }
}
