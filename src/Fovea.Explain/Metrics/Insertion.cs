namespace Fovea.Explain;

/// <summary>How fast the class gains its probability while pixels come back into a blurred image, most important first.</summary>
/// <remarks>
/// Formula: area under <c>p(k/K) = probability of the class with the k/K most important pixels of the image in a blurred one</c>, k = 0 … K.
/// Shapes: one number an image, 0 … 1; higher is better.
/// Source: Petsiuk, Das, Saenko, "RISE", BMVC 2018. Numbers compare within one model, fill and step only: read them beside the controls.
/// </remarks>
/// <param name="Steps">K.</param>
/// <param name="Removal">What the image starts from.</param>
public sealed record Insertion(int Steps = 50, Removal Removal = Removal.Blur) : ExplanationMetric
{
    /// <inheritdoc/>
    public override string Name => "insertion";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    private protected override double[] Values(MetricSubject s) => Each(s, (scorer, n) => RemovalCurve.Area(scorer, s, n, Steps, Removal, insert: true));
}
