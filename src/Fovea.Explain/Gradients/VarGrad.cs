namespace Fovea.Explain;

/// <summary>How much the gradient of each pixel varies between copies of the image with noise.</summary>
/// <remarks>
/// Formula: <c>v[i,j,c] = (1/n)·Σ_k g_k² − ((1/n)·Σ_k g_k)²</c> with g_k as in <see cref="SmoothGrad"/>; <c>map[i,j] = Σ_c v[i,j,c]</c>. It has no sign.
/// Shapes: the map has the resolution of the image.
/// Source: Adebayo, Gilmer, Goodfellow, Kim, "Local explanation methods for deep neural networks lack sensitivity to parameter values", 2018.
/// </remarks>
public sealed record VarGrad : NoisyGradient
{
    /// <inheritdoc/>
    public override string Name => "VarGrad";

    private protected override double Of(double sum, double squares) => Math.Max(squares / Samples - sum / Samples * (sum / Samples), 0);

    private protected override string Units(Objective objective) => $"({PerPixel(objective)})²";
}
