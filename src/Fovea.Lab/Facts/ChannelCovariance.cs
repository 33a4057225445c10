using System.Numerics;
using System.Runtime.InteropServices;

namespace Fovea.Lab;

/// <summary>How the channels of a node vary together, in double, block by block of samples, and how many directions they fill.</summary>
/// <remarks>
/// Formula: a block of m samples X with mean μ' joins n samples with mean μ by <c>S ← S + (X − μ')ᵀ·(X − μ') + δ·δᵀ·n·m/(n + m)</c>, δ = μ' − μ,
/// and the covariance is S/n: no large sums are ever subtracted.
/// Shapes: samples m×C, S C×C.
/// Source: Chan, Golub, LeVeque, "Algorithms for computing the sample variance", The American Statistician 1983.
/// </remarks>
/// <param name="channels">C.</param>
internal sealed class ChannelCovariance(int channels)
{
    private readonly double[] products = new double[channels * channels], mean = new double[channels];
    private double[] block = [];

    /// <summary>Samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds samples, C values each.</summary>
    public void Add(ReadOnlySpan<float> samples)
    {
        int rows = samples.Length / channels;
        if (rows == 0) return;
        // The rank-one term of the formula is one more row; rows are taken four at a time.
        int padded = (rows + 1 + 3) / 4 * 4;
        if (block.Length != padded * channels) block = new double[padded * channels];
        for (int i = 0; i < samples.Length; i++) block[i] = samples[i];
        block.AsSpan(samples.Length).Clear();
        double weight = Math.Sqrt((double)Count * rows / (Count + rows));
        for (int c = 0; c < channels; c++)
        {
            double sum = 0;
            for (int i = c; i < samples.Length; i += channels) sum += block[i];
            double own = sum / rows, delta = own - mean[c];
            for (int i = c; i < samples.Length; i += channels) block[i] -= own;
            block[samples.Length + c] = weight * delta;
            mean[c] += delta * rows / (Count + rows);
        }
        Count += rows;
        for (int r = 0; r < padded; r += 4) AddFour(block.AsSpan(r * channels, 4 * channels));
    }

    /// <summary>Covariance of two channels.</summary>
    public double this[int a, int b] => products[Math.Max(a, b) * channels + Math.Min(a, b)] / Count;

    /// <summary>Fewest directions that hold a share of the variance: <c>k = min { k : λ₁ + … + λ_k ≥ share·Σλ }</c>; 0 when nothing varies.</summary>
    /// <exception cref="ArithmeticException">A sample was not finite.</exception>
    public int Directions(double share)
    {
        double variance = 0, level = 0;
        for (int c = 0; c < channels; c++)
        {
            variance += this[c, c];
            level += mean[c] * mean[c];
        }
        if (!double.IsFinite(variance)) throw new ArithmeticException("covariance of values that are not finite");
        // Floats of one size differ by their last bit.
        if (variance <= 1e-12 * level) return 0;
        double[] sizes = SymmetricEigenvalues.Of([.. products], channels);
        double wanted = share * sizes.Sum(s => Math.Max(0, s)), held = 0;
        int k = 0;
        while (k < channels && held < wanted) held += Math.Max(0, sizes[k++]);
        return k;
    }

    private void AddFour(ReadOnlySpan<double> rows)
    {
        ReadOnlySpan<double> x = rows[..channels], y = rows.Slice(channels, channels), z = rows.Slice(2 * channels, channels), w = rows.Slice(3 * channels, channels);
        for (int a = 0; a < channels; a++)
        {
            (double fx, double fy, double fz, double fw) = (x[a], y[a], z[a], w[a]);
            Span<double> row = products.AsSpan(a * channels, a + 1);
            Span<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(row);
            ReadOnlySpan<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(x), ys = MemoryMarshal.Cast<double, Vector<double>>(y);
            ReadOnlySpan<Vector<double>> zs = MemoryMarshal.Cast<double, Vector<double>>(z), ws = MemoryMarshal.Cast<double, Vector<double>>(w);
            for (int i = 0; i < wide.Length; i++) wide[i] += fx * xs[i] + fy * ys[i] + (fz * zs[i] + fw * ws[i]);
            for (int b = wide.Length * Vector<double>.Count; b <= a; b++) row[b] += fx * x[b] + fy * y[b] + (fz * z[b] + fw * w[b]);
        }
    }
}
