namespace Fovea.Onnx.Tests;

/// <summary>Random values.</summary>
internal static class Values
{
    public static float[] Normal(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];

    /// <summary>Parameters such that none could be left out unseen.</summary>
    public static void Randomise(Model model, int seed)
    {
        var random = new Random(seed);
        foreach (Parameter p in model.Parameters.All)
        {
            Span<float> values = model.Parameters[p.Name];
            for (int i = 0; i < values.Length; i++)
                values[i] = p.Spec.Kind is ParameterKind.RunningVariance ? 0.3f + random.NextSingle()
                    : p.Spec.Kind is ParameterKind.NormScale ? 0.5f + random.NextSingle()
                    : (random.NextSingle() - 0.5f) * 2 / MathF.Sqrt(p.Spec.FanIn);
        }
        model.Parameters.MarkChanged();
    }
}
