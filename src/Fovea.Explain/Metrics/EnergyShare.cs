namespace Fovea.Explain;

/// <summary>The share of the map's positive part that lies on the object.</summary>
/// <remarks>
/// Formula: <c>Σ_{region} max(map, 0) / Σ max(map, 0)</c>, the map enlarged to the image.
/// Shapes: one number an image, 0 … 1; higher is better; chance is the region's share of the image. NaN without a region or a positive value.
/// Source: Wang et al., "Score-CAM", CVPR workshops 2020: the energy-based pointing game.
/// </remarks>
public sealed record EnergyShare : ExplanationMetric
{
    /// <inheritdoc/>
    public override string Name => "energy share";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override bool NeedsRegions => true;

    /// <inheritdoc/>
    public override IReadOnlyList<double>? Chance(MetricSubject subject)
        => [.. subject.Regions!.Select(r => r is null ? double.NaN : r.Average(inside => inside ? 1.0 : 0))];

    private protected override double[] Values(MetricSubject s) => [.. Enumerable.Range(0, s.Images.Batch).Select(n =>
    {
        if (s.Regions![n] is not { } region) return double.NaN;
        double inside = 0, all = 0;
        float[] map = MapStatistics.Enlarged(s.Explanations[n], s.Images.Shape);
        for (int p = 0; p < map.Length; p++)
        {
            double energy = Math.Max(map[p], 0);
            all += energy;
            if (region[p]) inside += energy;
        }
        return all > 0 ? inside / all : double.NaN;
    })];
}
