namespace Fovea.Explain;

/// <summary>How fast the class loses its probability while pixels are removed, most important first.</summary>
/// <remarks>
/// Formula: area under <c>p(k/K) = probability of the class after the k/K most important pixels are removed</c>, k = 0 … K, by the trapezoid rule.
/// Shapes: one number an image, 0 … 1; lower is better.
/// Source: Petsiuk, Das, Saenko, "RISE", BMVC 2018. Numbers compare within one model, fill and step only: read them beside the controls.
/// </remarks>
/// <param name="Steps">K.</param>
/// <param name="Removal">What takes the place of a removed pixel.</param>
public sealed record Deletion(int Steps = 50, Removal Removal = Removal.Mean) : ExplanationMetric
{
    /// <inheritdoc/>
    public override string Name => "deletion";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    private protected override double[] Values(MetricSubject s) => Each(s, (scorer, n) => RemovalCurve.Area(scorer, s, n, Steps, Removal, insert: false));
}

/// <summary>The curve of deletion and insertion.</summary>
internal static class RemovalCurve
{
    public static double Area(ClassScorer scorer, MetricSubject s, int n, int steps, Removal removal, bool insert)
    {
        float[] image = s.Images.Image(n).ToArray(), empty = Removals.Image(s.Model, image, removal);
        int[] order = MapStatistics.Order(MapStatistics.Enlarged(s.Explanations[n], s.Images.Shape), s.Seed);
        (float[] from, float[] to) = insert ? (empty, image) : (image, empty);
        double[] p = scorer.Probabilities(steps + 1, s.Classes[n], (k, copy) => Part(order, k, steps, from, to, copy));
        double area = 0;
        for (int k = 0; k < steps; k++) area += (p[k] + p[k + 1]) / (2 * steps);
        return area;
    }

    /// <summary>One image with the first k/K pixels of an order taken from another.</summary>
    public static void Part(int[] order, int k, int steps, float[] from, float[] to, Span<float> copy)
    {
        from.CopyTo(copy);
        int channels = copy.Length / order.Length, changed = (int)Math.Round((double)order.Length * k / steps);
        for (int i = 0; i < changed; i++) to.AsSpan(order[i] * channels, channels).CopyTo(copy[(order[i] * channels)..]);
    }
}
