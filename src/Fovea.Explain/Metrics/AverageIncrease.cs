namespace Fovea.Explain;

/// <summary>Whether the class gains probability when only what the map shows is left of the image.</summary>
/// <remarks>
/// Formula: <c>1[Y &lt; O]</c>, Y and O as in <see cref="AverageDrop"/>.
/// Shapes: 0 or 1 for each image; higher is better.
/// Source: Chattopadhay et al., "Grad-CAM++", WACV 2018.
/// </remarks>
public sealed record AverageIncrease : ExplanationMetric
{
    /// <inheritdoc/>
    public override string Name => "average increase";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override bool IsShare => true;

    private protected override double[] Values(MetricSubject s) => Each(s, (scorer, n) =>
    {
        (double whole, double seen) = SeenThrough.Of(scorer, s, n);
        return whole < seen ? 1 : 0;
    });
}
