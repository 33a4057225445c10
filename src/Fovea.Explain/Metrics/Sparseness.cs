namespace Fovea.Explain;

/// <summary>How much of the map is in few places.</summary>
/// <remarks>
/// Formula: the Gini coefficient of |map| on the pixels of the image, <c>Σ_i (2i − n − 1)·|map|_(i) / (n·Σ|map|)</c> over the sorted magnitudes.
/// Shapes: one number an image, 0 … 1; higher is easier to read, and says nothing about being right.
/// Source: Chalasani et al., "Concise explanations of neural networks using adversarial training", ICML 2020.
/// </remarks>
public sealed record Sparseness : ExplanationMetric
{
    /// <inheritdoc/>
    public override string Name => "sparseness";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    private protected override double[] Values(MetricSubject s)
        => [.. s.Explanations.Select(e => MapStatistics.Gini(MapStatistics.Enlarged(e, s.Images.Shape)))];
}
