using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>
/// Remove and debias: pixels are replaced by what their neighbours suggest, with a little noise, so that neither an edge nor a colour
/// tells the network where something was removed.
/// </summary>
/// <remarks>
/// Formula: <c>mean over q of (p(least important q removed) − p(most important q removed)) / 2</c>, p the probability of the class; a removed
/// pixel solves <c>x = Σ w·neighbour / Σ w</c>, w = 1/6 beside and 1/12 diagonally, plus <c>N(0, 0.01²)</c> in preprocessed units.
/// Shapes: one number an image, −½ … ½; higher is better, 0 is a random map's expectation.
/// Source: Rong et al., "A consistent and efficient evaluation strategy for attribution methods", ICML 2022; the combination as ROADCombined in
/// the pytorch-grad-cam package, which takes 20, 40, 60 and 80 %.
/// </remarks>
public sealed record Road : ExplanationMetric
{
    /// <summary>Shares that are removed.</summary>
    public IReadOnlyList<double> Shares { get; init; } = [0.2, 0.4, 0.6, 0.8];

    /// <inheritdoc/>
    public override string Name => "ROAD";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    private protected override double[] Values(MetricSubject s) => Each(s, (scorer, n) =>
    {
        float[] image = s.Images.Image(n).ToArray();
        int[] order = MapStatistics.Order(MapStatistics.Enlarged(s.Explanations[n], s.Images.Shape), s.Seed);
        double[] p = scorer.Probabilities(2 * Shares.Count, s.Classes[n], (i, copy) =>
        {
            int count = (int)Math.Round(Shares[i / 2] * order.Length);
            NoisyImputation.Fill(image, s.Images.Shape, i % 2 == 0 ? order.AsSpan(0, count) : order.AsSpan(order.Length - count), s.Seed, (ulong)i, copy);
        });
        double sum = 0;
        for (int q = 0; q < Shares.Count; q++) sum += (p[2 * q + 1] - p[2 * q]) / 2;
        return sum / Shares.Count;
    });
}

/// <summary>Removed pixels from their neighbours: a sparse symmetric system, by conjugate gradients in double precision.</summary>
internal static class NoisyImputation
{
    private const double Noise = 0.01;
    private static readonly (int Down, int Right, double Weight)[] Neighbours =
        [(-1, 0, 1 / 6.0), (1, 0, 1 / 6.0), (0, -1, 1 / 6.0), (0, 1, 1 / 6.0), (-1, -1, 1 / 12.0), (-1, 1, 1 / 12.0), (1, -1, 1 / 12.0), (1, 1, 1 / 12.0)];

    public static void Fill(float[] image, Shape shape, ReadOnlySpan<int> removed, ulong seed, ulong draw, Span<float> copy)
    {
        image.CopyTo(copy);
        int channels = shape.Channels, pixels = shape.Height * shape.Width;
        if (removed.Length == 0) return;
        var missing = new bool[pixels];
        foreach (int p in removed) missing[p] = true;
        int[] list = removed.ToArray();
        uint stream = CounterRandom.Stream("road");
        for (int c = 0; c < channels; c++)
        {
            double[] x = Solve(image, c, channels, shape, missing, list);
            foreach (int p in list)
            {
                int at = p * channels + c;
                copy[at] = (float)(x[p] + Noise * CounterRandom.Normal(seed, stream, draw, (uint)at));
            }
        }
    }

    // (Σ w)·x_p − Σ_{missing q} w·x_q = Σ_{known q} w·x_q: symmetric, and definite as soon as one pixel is known.
    private static double[] Solve(float[] image, int c, int channels, Shape shape, bool[] missing, int[] list)
    {
        var x = new double[missing.Length];
        double mean = 0, known = 0;
        for (int p = 0; p < missing.Length; p++)
            if (!missing[p]) (mean, known) = (mean + image[p * channels + c], known + 1);
        // Without a known pixel the system leaves the level open.
        if (known == 0) return x;
        foreach (int p in list) x[p] = mean / known;
        double[] r = new double[x.Length], d = new double[x.Length], q = new double[x.Length];
        foreach (int p in list)
        {
            double sum = 0;
            foreach ((int near, double w) in Around(p, shape)) sum += missing[near] ? w * (x[near] - x[p]) : w * (image[near * channels + c] - x[p]);
            r[p] = d[p] = sum;
        }
        double size = Dot(r, r, list), stop = 1e-12 * Math.Max(size, 1e-30);
        for (int i = 0; i < 2000 && size > stop; i++)
        {
            foreach (int p in list)
            {
                double sum = 0;
                foreach ((int near, double w) in Around(p, shape)) sum += w * (d[p] - (missing[near] ? d[near] : 0));
                q[p] = sum;
            }
            double alpha = size / Dot(d, q, list);
            foreach (int p in list) (x[p], r[p]) = (x[p] + alpha * d[p], r[p] - alpha * q[p]);
            double next = Dot(r, r, list), beta = next / size;
            foreach (int p in list) d[p] = r[p] + beta * d[p];
            size = next;
        }
        return x;
    }

    private static IEnumerable<(int Near, double Weight)> Around(int p, Shape shape)
    {
        int row = p / shape.Width, column = p % shape.Width;
        foreach ((int down, int right, double w) in Neighbours)
            if ((uint)(row + down) < (uint)shape.Height && (uint)(column + right) < (uint)shape.Width) yield return (p + down * shape.Width + right, w);
    }

    private static double Dot(double[] a, double[] b, int[] list)
    {
        double sum = 0;
        foreach (int p in list) sum += a[p] * b[p];
        return sum;
    }
}
