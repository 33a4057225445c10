namespace Fovea.Kernels;

/// <summary>
/// Weights and bias of a convolution or dense layer with the batch normalisation behind it multiplied in, for inference.
/// </summary>
/// <remarks>
/// Formula: <c>s = γ / √(σ² + ε)</c>, <c>w'[k,o] = w[k,o]·s[o]</c>, <c>b'[o] = (b[o] − μ[o])·s[o] + β[o]</c>, in double, rounded once.
/// Shapes: weights [K][O], bias O (or none), everything else O.
/// </remarks>
public sealed class FoldIntoWeights(string name, FloatBlock weight, FloatBlock bias, BatchNormParameters norm, FloatBlock foldedWeight, FloatBlock foldedBias)
    : Call(name, Work.Floats(2 * weight.Length + 6 * foldedBias.Length))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int channels = (int)foldedBias.Length;
        ReadOnlySpan<float> gamma = norm.Gamma.Span, beta = norm.Beta.Span, mean = norm.RunningMean.Span, variance = norm.RunningVariance.Span;
        ReadOnlySpan<float> w = weight.Span;
        Span<float> folded = foldedWeight.Span;
        (int first, int end) = step.Share(channels);
        for (int o = first; o < end; o++)
        {
            double scale = gamma[o] / Math.Sqrt((double)variance[o] + norm.Epsilon);
            for (int i = o; i < w.Length; i += channels) folded[i] = (float)(w[i] * scale);
            foldedBias.Span[o] = (float)(((bias.Exists ? bias.Span[o] : 0) - (double)mean[o]) * scale + beta[o]);
        }
    }
}
