namespace Fovea.Explain;

/// <summary>The mean gradient of copies of the image with noise: what stays of the gradient when its flicker is averaged out.</summary>
/// <remarks>
/// Formula: <c>g[i,j,c] = (1/n)·Σ_k ∂s/∂x[i,j,c] at x + N(0, σ²)</c>, σ a share of <c>max x − min x</c>; <c>map[i,j] = max_c |g[i,j,c]|</c> or the signed sum.
/// Shapes: the map has the resolution of the image.
/// Source: Smilkov, Thorat, Kim, Viégas, Wattenberg, "SmoothGrad: removing noise by adding noise", 2017: n = 50, σ of 10 to 20 %.
/// </remarks>
public sealed record SmoothGrad : NoisyGradient
{
    /// <summary>The largest magnitude of a pixel's channels, by default.</summary>
    public SmoothGrad() => Channels = ChannelReduction.MaxAbsolute;

    /// <inheritdoc/>
    public override string Name => "SmoothGrad";

    private protected override double Of(double sum, double squares) => sum / Samples;

    private protected override string Units(Objective objective) => PerPixel(objective);
}
