namespace Fovea.Explain;

/// <summary>Grad-CAM with gradients averaged where the feature map is active.</summary>
/// <remarks>
/// Formula: <c>w[c] = Σ_{i,j} ∂s/∂A[i,j,c]·A[i,j,c] / Σ_{i,j} A[i,j,c]</c>, 0 where the divisor is 0; <c>map[i,j] = Σ_c w[c]·A[i,j,c]</c>. It sums to
/// what <see cref="HiResCam"/> sums to. Divisors near 0, of maps with both signs, make weights that mean nothing: behind a ReLU there are none.
/// Shapes: the map has the resolution of the node.
/// Source: Fu, Hu, Dong, Guo, Gao, Li, "Axiom-based Grad-CAM", BMVC 2020.
/// </remarks>
/// <param name="Node">The feature maps; null takes the last ones.</param>
public sealed record XGradCam(string? Node = null) : CamMethod(Node)
{
    /// <inheritdoc/>
    public override string Name => "XGrad-CAM";

    private protected override string Units(string scalar) => scalar;

    private protected override IReadOnlyList<ExplanationFact> Check(float[] map, float value)
        => [new ExplanationFact("sum of the map", map.Sum(v => (double)v), $"of {value:G5}: the rest are biases behind the node, and what is not linear there")];

    private protected override float[] Weigh(ReadOnlySpan<float> activation, ReadOnlySpan<float> gradient, Shape shape)
    {
        int channels = shape.Channels;
        double[] products = new double[channels], sums = new double[channels];
        for (int i = 0; i < activation.Length; i++)
        {
            products[i % channels] += (double)gradient[i] * activation[i];
            sums[i % channels] += activation[i];
        }
        return WeightedSum(activation, [.. products.Select((p, c) => sums[c] == 0 ? 0 : p / sums[c])]);
    }
}
