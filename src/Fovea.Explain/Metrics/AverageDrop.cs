namespace Fovea.Explain;

/// <summary>The share of its probability that the class loses when only what the map shows is left of the image.</summary>
/// <remarks>
/// Formula: <c>max(0, Y − O) / Y</c>, Y the probability for the image, O for the image times the map's positive part divided by its maximum.
/// Shapes: one number an image, 0 … 1; lower is better. A map that is 1 everywhere gets 0: read it beside sparseness.
/// Source: Chattopadhay et al., "Grad-CAM++", WACV 2018.
/// </remarks>
public sealed record AverageDrop : ExplanationMetric
{
    /// <inheritdoc/>
    public override string Name => "average drop";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    private protected override double[] Values(MetricSubject s) => Each(s, (scorer, n) =>
    {
        (double whole, double seen) = SeenThrough.Of(scorer, s, n);
        return Math.Max(0, whole - seen) / whole;
    });
}

/// <summary>The probability of the image and of what its map lets through.</summary>
internal static class SeenThrough
{
    public static (double Whole, double Seen) Of(ClassScorer scorer, MetricSubject s, int n)
    {
        float[] image = s.Images.Image(n).ToArray(), empty = Removals.Image(s.Model, image, Removal.Mean), map = MapStatistics.Enlarged(s.Explanations[n], s.Images.Shape);
        float largest = map.Max();
        int channels = s.Images.Shape.Channels;
        double[] p = scorer.Probabilities(2, s.Classes[n], (i, copy) =>
        {
            for (int k = 0; k < copy.Length; k++)
            {
                float m = i == 0 ? 1 : largest > 0 ? Math.Max(map[k / channels], 0) / largest : 0;
                copy[k] = m * image[k] + (1 - m) * empty[k];
            }
        });
        return (p[0], p[1]);
    }
}
