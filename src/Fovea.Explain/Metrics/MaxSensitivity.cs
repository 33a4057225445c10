namespace Fovea.Explain;

/// <summary>How far the map moves when the image moves a little.</summary>
/// <remarks>
/// Formula: <c>max over δ of ‖map(x + δ) − map(x)‖₂ / ‖map(x)‖₂</c>, δ uniform with <c>|δ| ≤ r·(max x − min x)</c>.
/// Shapes: one number an image, 0 or more; lower is better. NaN for a map of zeros.
/// Source: Yeh et al., "On the (in)fidelity and sensitivity of explanations", NeurIPS 2019; r = 0.02 and 10 draws as in Captum.
/// </remarks>
/// <param name="Radius">r.</param>
/// <param name="Samples">Draws.</param>
public sealed record MaxSensitivity(double Radius = 0.02, int Samples = 10) : ExplanationMetric
{
    /// <inheritdoc/>
    public override string Name => "max sensitivity";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    private protected override double[] Values(MetricSubject s)
    {
        var largest = new double[s.Images.Batch];
        for (int draw = 0; draw < Samples; draw++)
        {
            using Tensor noisy = NoisyImages.Of(s.Images, Radius, s.Seed, draw);
            IReadOnlyList<Explanation> moved = Explained.Of(s.Model, noisy, s.Method, Objective.Logit(), [.. s.Classes], s.Work.Part((double)draw / Samples, 1.0 / Samples));
            for (int n = 0; n < largest.Length; n++)
            {
                double distance = 0, size = 0;
                for (int p = 0; p < s.Explanations[n].Map.Count; p++)
                {
                    distance += Math.Pow((double)moved[n].Map[p] - s.Explanations[n].Map[p], 2);
                    size += Math.Pow(s.Explanations[n].Map[p], 2);
                }
                largest[n] = size == 0 ? double.NaN : Math.Max(largest[n], Math.Sqrt(distance / size));
            }
        }
        return largest;
    }
}
