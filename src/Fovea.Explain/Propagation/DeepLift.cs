namespace Fovea.Explain;

/// <summary>What each pixel's difference from a reference image contributes to the difference of the scalar.</summary>
/// <remarks>
/// Formula: multipliers by the chain rule: the gradient at linear nodes, <c>m[x] = m[y]·Δy/Δx</c> at activations (the rescale rule; the derivative
/// where <c>|Δx| &lt; 10⁻⁷</c>), at max pooling as in <see cref="DeepLiftBackward"/>; <c>map[i,j] = Σ_c m·(x − x′)</c>, which sums to <c>s(x) − s(x′)</c>.
/// Shapes: the map has the resolution of the image.
/// Source: Shrikumar, Greenside, Kundaje, "Learning important features through propagating activation differences", ICML 2017. Each node has its own
/// activations, so one activation used twice cannot go wrong. It depends on later layers (Sixt, Granz, Landgraf 2020), and on the reference image.
/// </remarks>
/// <param name="Reference">The image to compare with.</param>
public sealed record DeepLift(ReferenceImage Reference = ReferenceImage.Black) : PixelMethod
{
    private const double Doubtful = 0.01;

    /// <inheritdoc/>
    public override string Name => "DeepLIFT";

    /// <inheritdoc/>
    public override IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels = default)
    {
        if (objective is Probability or CrossEntropy or MeanSquaredError)
            throw new ArgumentException($"DeepLIFT explains what is linear in a node: logits, differences of logits, channels, units; not {objective}");
        UnsupportedNodeException.Check(model.Graph, objective, DeepLiftBackward.Supports, Name, "linear nodes, activations and max pooling");
        int batch = images.Batch;
        float[] start = Reference.Pixels(model);
        string input = model.Graph.Input.Name + ".grad";
        using Plan plan = Compile(model, 2 * batch, objective, [input], [new DeepLiftBackward()]);
        plan.Load([.. images.Values, .. Enumerable.Repeat(start, batch).SelectMany(s => s)]);
        labels.CopyTo(plan.Labels);
        labels.CopyTo(plan.Labels[batch..]);
        plan.Run();
        using Tensor multipliers = plan.Read(input);
        var explanations = new Explanation[batch];
        for (int n = 0; n < batch; n++)
        {
            ReadOnlySpan<float> x = images.Image(n), m = multipliers.Image(n);
            var map = new float[x.Length];
            for (int i = 0; i < map.Length; i++) map[i] = (float)(m[i] * ((double)x[i] - start[i]));
            float value = plan.Values[n], from = plan.Values[batch + n];
            ExplanationFact error = Completeness(Sum(map), (double)value - from, $"the scalar less that of the {Reference.ToString().ToLowerInvariant()} image ({from:G5})");
            string? warning = error.Value <= Doubtful ? null : $"the map sums to {Sum(map):G4} and should to {value - from:G4}";
            explanations[n] = Make(model, objective, value, map, UnitsOf(objective), warning, [error]);
        }
        return explanations;
    }
}
