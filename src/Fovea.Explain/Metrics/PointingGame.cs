namespace Fovea.Explain;

/// <summary>Whether the map's largest value lies on the object.</summary>
/// <remarks>
/// Formula: <c>1[argmax map ∈ region]</c>, the map enlarged to the image.
/// Shapes: 0 or 1 for each image; higher is better; chance is the region's share of the image. NaN without a region.
/// Source: Zhang et al., "Top-down neural attention by excitation backprop", IJCV 2018, there with 15 pixels of tolerance.
/// </remarks>
/// <param name="Tolerance">Pixels by which the place may miss the region.</param>
public sealed record PointingGame(int Tolerance = 0) : ExplanationMetric
{
    /// <inheritdoc/>
    public override string Name => "pointing game";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override bool IsShare => true;

    /// <inheritdoc/>
    public override bool NeedsRegions => true;

    /// <inheritdoc/>
    public override IReadOnlyList<double>? Chance(MetricSubject subject)
        => [.. subject.Regions!.Select(r => r is null ? double.NaN : Enumerable.Range(0, r.Length).Average(p => Hits(r, p, subject.Images.Shape) ? 1.0 : 0))];

    private protected override double[] Values(MetricSubject s) => [.. Enumerable.Range(0, s.Images.Batch).Select(n =>
        s.Regions![n] is { } region ? Hits(region, MapStatistics.Order(MapStatistics.Enlarged(s.Explanations[n], s.Images.Shape), s.Seed)[0], s.Images.Shape) ? 1.0 : 0 : double.NaN)];

    private bool Hits(bool[] region, int pixel, Shape shape)
    {
        int row = pixel / shape.Width, column = pixel % shape.Width;
        for (int r = Math.Max(0, row - Tolerance); r <= Math.Min(shape.Height - 1, row + Tolerance); r++)
            for (int c = Math.Max(0, column - Tolerance); c <= Math.Min(shape.Width - 1, column + Tolerance); c++)
                if (region[r * shape.Width + c]) return true;
        return false;
    }
}
