namespace Fovea.Explain;

/// <summary>What each pixel contributes to the scalar on the straight way from a reference image to the image.</summary>
/// <remarks>
/// Formula: <c>a[i,j,c] = (x − x′)·∫₀¹ ∂s/∂x (x′ + t·(x − x′)) dt</c> by the midpoint rule; <c>map[i,j] = Σ_c a[i,j,c]</c>, which sums to
/// <c>s(x) − s(x′)</c> up to the error of the sum: the completeness error, reported.
/// Shapes: the map has the resolution of the image.
/// Source: Sundararajan, Taly, Yan, "Axiomatic attribution for deep networks", ICML 2017: 20 to 300 steps. The reference image decides what
/// can be seen: pixels that equal it get 0 (Sturmfels, Lundberg, Lee, Distill 2020). The factor x makes maps of random networks look alike (Adebayo et al. 2018).
/// </remarks>
/// <param name="Steps">Points on the way.</param>
/// <param name="Reference">Where the way starts.</param>
public sealed record IntegratedGradients(int Steps = 100, ReferenceImage Reference = ReferenceImage.Black) : PixelMethod
{
    private const double Doubtful = 0.05;

    /// <inheritdoc/>
    public override string Name => "Integrated gradients";

    /// <inheritdoc/>
    public override IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 1);
        string input = model.Graph.Input.Name + ".grad";
        using Plan plan = Compile(model, AtOnce, objective, [input]);
        float[] start = Reference.Pixels(model);
        var explanations = new Explanation[images.Batch];
        for (int n = 0; n < explanations.Length; n++)
        {
            float[] x = images.Image(n).ToArray();
            int label = labels.IsEmpty ? 0 : labels[n];
            double[] sums = Integrate(plan, input, start, x, label);
            float[] map = [.. sums.Select((s, i) => (float)(s * ((double)x[i] - start[i])))];
            Forward(plan, [.. x, .. start], label);
            float value = plan.Values[0], from = plan.Values[1];
            ExplanationFact error = Completeness(Sum(map), (double)value - from, $"the scalar less that of the {Reference.ToString().ToLowerInvariant()} image ({from:G5})");
            // Where the two scalars hardly differ, their difference is no measure of the error.
            double size = Math.Max(Math.Abs((double)value - from), 0.1 * map.Sum(v => Math.Abs((double)v)));
            string? warning = Math.Abs(Sum(map) - ((double)value - from)) <= Doubtful * size ? null
                : $"the map sums to {Sum(map):G4} and should to {value - from:G4}: take more steps than {Steps}, or another reference image";
            explanations[n] = Make(model, objective, value, map, UnitsOf(objective), warning, [error, new ExplanationFact("steps", Steps, "midpoints between the reference image and the image")]);
        }
        return explanations;
    }

    // The mean gradient on the way.
    private double[] Integrate(Plan plan, string input, float[] start, float[] x, int label)
    {
        var sums = new double[x.Length];
        for (int first = 0; first < Steps; first += AtOnce)
        {
            int count = Math.Min(AtOnce, Steps - first);
            var points = new float[count * x.Length];
            for (int k = 0; k < count; k++)
            {
                double t = (first + k + 0.5) / Steps;
                for (int i = 0; i < x.Length; i++) points[k * x.Length + i] = (float)(start[i] + t * ((double)x[i] - start[i]));
            }
            Forward(plan, points, label);
            using Tensor gradients = plan.Read(input);
            for (int k = 0; k < count; k++)
            {
                ReadOnlySpan<float> g = gradients.Image(k);
                for (int i = 0; i < g.Length; i++) sums[i] += g[i] / (double)Steps;
            }
        }
        return sums;
    }

    private static void Forward(Plan plan, float[] points, int label)
    {
        plan.Load(points);
        plan.Labels[..plan.Batch].Fill(label);
        plan.Run();
    }
}
