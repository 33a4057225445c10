using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>Gradients of copies of an image with noise.</summary>
public abstract record NoisyGradient : PixelMethod
{
    /// <summary>Noisy copies.</summary>
    public int Samples { get; init; } = 50;

    /// <summary>Standard deviation of the noise, as a share of the image's largest less its smallest value.</summary>
    public float Noise { get; init; } = 0.15f;

    /// <summary>Decides the noise; every image gets the same draws.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>What becomes of the sum and the sum of squares of the gradients.</summary>
    private protected abstract double Of(double sum, double squares);

    private protected abstract string Units(Objective objective);

    /// <inheritdoc/>
    public override IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Samples, 1);
        if (!(Noise >= 0) || !float.IsFinite(Noise)) throw new ArgumentException($"{Name}: noise {Noise}; it is a share of the image's range, 0 or more, 0.1 to 0.2 as a rule");
        string input = model.Graph.Input.Name + ".grad";
        using Plan plan = CompileFixed(model, objective, input);
        var explanations = new Explanation[images.Batch];
        for (int n = 0; n < explanations.Length; n++)
        {
            float[] x = images.Image(n).ToArray();
            int label = labels.IsEmpty ? 0 : labels[n];
            var (sum, squares) = Draw(plan, input, x, label);
            var map = new float[x.Length];
            for (int i = 0; i < map.Length; i++) map[i] = (float)Of(sum[i], squares[i]);
            explanations[n] = Make(model, objective, ValueOf(plan, x, label), map, Units(objective), null,
                [new ExplanationFact("noise", Noise * (x.Max() - x.Min()), $"standard deviation in units of input, {Samples} copies, seed {Seed}")]);
        }
        return explanations;
    }

    private (double[] Sum, double[] Squares) Draw(Plan plan, string input, float[] x, int label)
    {
        double[] sum = new double[x.Length], squares = new double[x.Length];
        float deviation = Noise * (x.Max() - x.Min());
        uint stream = CounterRandom.Stream("noisy gradient");
        int atOnce = plan.Options.MaxBatch;
        for (int first = 0; first < Samples; first += atOnce)
        {
            int count = Math.Min(atOnce, Samples - first);
            var copies = new float[count * x.Length];
            for (int k = 0; k < count; k++)
                for (int i = 0; i < x.Length; i++) copies[k * x.Length + i] = x[i] + deviation * CounterRandom.Normal(Seed, stream, (ulong)(first + k), (uint)i);
            plan.Load(copies);
            plan.Labels[..count].Fill(label);
            plan.Run();
            using Tensor gradients = plan.Read(input);
            for (int k = 0; k < count; k++)
            {
                ReadOnlySpan<float> g = gradients.Image(k);
                for (int i = 0; i < g.Length; i++)
                {
                    sum[i] += g[i];
                    squares[i] += (double)g[i] * g[i];
                }
            }
        }
        return (sum, squares);
    }

    private static float ValueOf(Plan plan, float[] x, int label)
    {
        plan.Load(x);
        plan.Labels[0] = label;
        plan.Run();
        return plan.Values[0];
    }
}
