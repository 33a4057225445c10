using System.Runtime.InteropServices;

namespace Fovea.Lab;

/// <summary>How many numbers it takes to say where an image lies among what a layer gives: the intrinsic dimension by two nearest neighbours.</summary>
/// <remarks>
/// Formula: with μ the distance to the second neighbour ÷ that to the first, <c>P(μ &gt; t) = t^−d</c>. The tenth with the largest μ is left out, which
/// lets d be estimated as <c>k / (Σ ln μ₍ᵢ₎ + (n − k)·ln μ₍ₖ₎)</c> from the k smallest of n; its standard error is d/√k.
/// Shapes: n×D values.
/// Source: Facco, d'Errico, Rodriguez, Laio, "Estimating the intrinsic dimension of datasets by a minimal neighborhood information", Scientific Reports
/// 2017; Ansuini et al., NeurIPS 2019, for layers. A global dimension: it reads too low where points are few and the dimension high.
/// </remarks>
internal static class TwoNearest
{
    private const double Kept = 0.9;
    private const int LeastPoints = 20;

    /// <summary>The dimension and its standard error; null with fewer than twenty points that differ.</summary>
    /// <param name="values">n×D.</param>
    /// <param name="dimensions">D.</param>
    public static (double Dimension, double Error)? Of(float[] values, int dimensions)
    {
        int[] points = Different(values, dimensions);
        int n = points.Length;
        var (first, second) = (new double[n], new double[n]);
        Array.Fill(first, double.PositiveInfinity);
        Array.Fill(second, double.PositiveInfinity);
        var difference = new float[dimensions];
        for (int a = 1; a < n; a++)
            for (int b = 0; b < a; b++)
            {
                ReadOnlySpan<float> x = values.AsSpan(points[a] * dimensions, dimensions), y = values.AsSpan(points[b] * dimensions, dimensions);
                for (int d = 0; d < dimensions; d++) difference[d] = x[d] - y[d];
                double square = Cka.Dot(difference, difference);
                Take(a, square);
                Take(b, square);
            }
        double[] logs = [.. Enumerable.Range(0, n).Where(i => first[i] > 0 && double.IsFinite(second[i])).Select(i => 0.5 * Math.Log(second[i] / first[i])).Order()];
        int kept = (int)(Kept * logs.Length);
        if (logs.Length < LeastPoints) return null;
        double sum = logs.Take(kept).Sum() + (logs.Length - kept) * logs[kept - 1];
        return sum > 0 ? (kept / sum, kept / sum / Math.Sqrt(kept)) : null;

        void Take(int i, double square)
        {
            if (square < first[i]) (first[i], second[i]) = (square, first[i]);
            else if (square < second[i]) second[i] = square;
        }
    }

    // Copies are one point: a neighbour at distance 0 says nothing of dimensions, nor do two neighbours that are one.
    private static int[] Different(float[] values, int dimensions)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. Enumerable.Range(0, values.Length / dimensions).Where(i => seen.Add(new string(MemoryMarshal.Cast<float, char>(values.AsSpan(i * dimensions, dimensions)))))];
    }
}
