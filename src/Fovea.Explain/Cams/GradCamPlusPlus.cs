namespace Fovea.Explain;

/// <summary>Grad-CAM with weights that count each occurrence of an object, by second and third derivatives of <c>exp(s)</c>.</summary>
/// <remarks>
/// Formula: <c>a[i,j,c] = g² / (2·g² + g³·Σ_{i,j} A[i,j,c])</c> with <c>g = ∂s/∂A[i,j,c]</c>, 0 where g or the divisor is 0;
/// <c>w[c] = Σ_{i,j} a[i,j,c]·max(g, 0)</c>, <c>map[i,j] = Σ_c w[c]·A[i,j,c]</c>.
/// Shapes: the map has the resolution of the node.
/// Source: Chattopadhay, Sarkar, Howlader, Balasubramanian, "Grad-CAM++", WACV 2018, equation 19; positive gradients only, so weights are hardly ever
/// negative. It is close to Grad-CAM on positive gradients (Lerma, Lucas, "Grad-CAM++ is equivalent to Grad-CAM with positive gradients", 2022).
/// </remarks>
/// <param name="Node">The feature maps to weigh; null takes the last ones.</param>
public sealed record GradCamPlusPlus(string? Node = null) : CamMethod(Node)
{
    /// <inheritdoc/>
    public override string Name => "Grad-CAM++";

    private protected override string Units(string scalar) => $"{scalar}, reweighed";

    private protected override float[] Weigh(ReadOnlySpan<float> activation, ReadOnlySpan<float> gradient, Shape shape)
    {
        int channels = shape.Channels;
        double[] sums = new double[channels], weights = new double[channels];
        for (int i = 0; i < activation.Length; i++) sums[i % channels] += activation[i];
        for (int i = 0; i < gradient.Length; i++)
        {
            double g = gradient[i], divisor = 2 * g * g + g * g * g * sums[i % channels];
            if (g > 0 && divisor != 0) weights[i % channels] += g * g / divisor * g;
        }
        return WeightedSum(activation, weights);
    }
}
