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
        float[] start = Reference.Pixels(model);
        (double[][] gradients, float[] values, float[] from) = Integrate(model, images, objective, start, [.. labels]);
        var explanations = new Explanation[images.Batch];
        for (int n = 0; n < explanations.Length; n++)
        {
            ReadOnlySpan<float> x = images.Image(n);
            var map = new float[x.Length];
            for (int i = 0; i < map.Length; i++) map[i] = (float)(gradients[n][i] * ((double)x[i] - start[i]));
            double sum = Sum(map), expected = (double)values[n] - from[n];
            ExplanationFact error = Completeness(sum, expected, $"the scalar less that of the {Reference.ToString().ToLowerInvariant()} image ({from[n]:G5})");
            // Where the two scalars hardly differ, their difference is no measure of the error.
            double size = Math.Max(Math.Abs(expected), 0.1 * map.Sum(v => Math.Abs((double)v)));
            string? warning = Math.Abs(sum - expected) <= Doubtful * size ? null
                : $"the map sums to {sum:G4} and should to {expected:G4}: take more steps than {Steps}, or another reference image";
            explanations[n] = Make(model, objective, values[n], map, UnitsOf(objective), warning, [error, new ExplanationFact("steps", Steps, "midpoints between the reference image and the image")]);
        }
        return explanations;
    }

    // The mean gradient on each image's way and the scalar at its ends. The points of all images are one stream: Steps midpoints an image, then
    // the image, then the reference image; no pass but the last is partly empty.
    private (double[][] Gradients, float[] Values, float[] From) Integrate(Model model, Tensor images, Objective objective, float[] start, int[] labels)
    {
        int each = start.Length, points = Steps + 2, atOnce = AtOnce(model), all = images.Batch * points;
        string input = model.Graph.Input.Name + ".grad";
        using Plan plan = CompileFixed(model, objective, input);
        double[][] gradients = [.. Enumerable.Range(0, images.Batch).Select(_ => new double[each])];
        float[] values = new float[images.Batch], from = new float[images.Batch], copies = new float[atOnce * each], back = new float[atOnce * each];
        for (int first = 0; first < all; first += atOnce)
        {
            int count = Math.Min(atOnce, all - first);
            for (int k = 0; k < count; k++) Point(images.Image((first + k) / points), start, (first + k) % points, copies.AsSpan(k * each, each));
            plan.Load(copies.AsSpan(0, count * each));
            for (int k = 0; k < count; k++) plan.Labels[k] = labels.Length == 0 ? 0 : labels[(first + k) / points];
            plan.Run();
            plan.Read(input, back);
            for (int k = 0; k < count; k++)
            {
                int n = (first + k) / points, step = (first + k) % points;
                if (step == Steps) values[n] = plan.Values[k];
                else if (step > Steps) from[n] = plan.Values[k];
                else Add(back.AsSpan(k * each, each), gradients[n], 1.0 / Steps);
            }
        }
        return (gradients, values, from);
    }

    private void Point(ReadOnlySpan<float> x, float[] start, int step, Span<float> copy)
    {
        double t = step < Steps ? (step + 0.5) / Steps : step == Steps ? 1 : 0;
        for (int i = 0; i < copy.Length; i++) copy[i] = (float)(start[i] + t * ((double)x[i] - start[i]));
    }

    private static void Add(ReadOnlySpan<float> gradient, double[] sums, double weight)
    {
        for (int i = 0; i < sums.Length; i++) sums[i] += weight * gradient[i];
    }
}
