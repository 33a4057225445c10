using System.Numerics;
using System.Runtime.InteropServices;

namespace Fovea.Lab;

/// <summary>How alike two sets of layers see the same images, whatever their widths: centred kernel alignment with linear kernels.</summary>
/// <remarks>
/// Formula: <c>CKA = Σ HSIC₁(K, L) / √(Σ HSIC₁(K, K)·Σ HSIC₁(L, L))</c>, sums over batches of m images, <c>K = X·Xᵀ</c> with a diagonal of zeros and
/// <c>HSIC₁(K, L) = [tr(K·L) + 1ᵀK1·1ᵀL1/((m − 1)(m − 2)) − 2/(m − 2)·1ᵀK·L1] / (m·(m − 3))</c>, whose mean does not depend on m.
/// Shapes: X m×(H·W·C) as the layer gave it. Turning, permuting or scaling the channels changes nothing.
/// Source: Kornblith et al., ICML 2019; Song et al., JMLR 2012 for the unbiased estimate; Nguyen, Raghu, Kornblith, ICLR 2021 for batches.
/// </remarks>
/// <param name="first">Layers of the first network.</param>
/// <param name="second">Layers of the second.</param>
internal sealed class Cka(int first, int second)
{
    private const int LeastImages = 4;
    private readonly double[,] cross = new double[first, second];
    private readonly double[] own = new double[first], other = new double[second];

    /// <summary>Adds a batch.</summary>
    /// <param name="a">A kernel of each layer of the first network, made by <see cref="Kernel"/>.</param>
    /// <param name="b">Those of the second, over the same images.</param>
    public void Add(IReadOnlyList<double[]> a, IReadOnlyList<double[]> b)
    {
        int m = (int)Math.Sqrt(a[0].Length);
        if (m < LeastImages) return;
        double[][] rowsA = [.. a.Select(k => Rows(k, m))], rowsB = [.. b.Select(k => Rows(k, m))];
        for (int i = 0; i < first; i++)
        {
            own[i] += Hsic(a[i], rowsA[i], a[i], rowsA[i], m);
            for (int j = 0; j < second; j++) cross[i, j] += Hsic(a[i], rowsA[i], b[j], rowsB[j], m);
        }
        for (int j = 0; j < second; j++) other[j] += Hsic(b[j], rowsB[j], b[j], rowsB[j], m);
    }

    /// <summary>Alignment of layer i of the first and layer j of the second; null where one of them tells no image from another.</summary>
    public double? this[int i, int j] => own[i] > 0 && other[j] > 0 ? cross[i, j] / Math.Sqrt(own[i] * other[j]) : null;

    /// <summary>Products of all pairs of m images, diagonal 0.</summary>
    public static double[] Kernel(ReadOnlySpan<float> activations, int m)
    {
        int each = activations.Length / m;
        // Products of values far from 0 would lose what differs between images.
        var centred = new float[activations.Length];
        for (int d = 0; d < each; d++)
        {
            double mean = 0;
            for (int n = 0; n < m; n++) mean += activations[n * each + d];
            for (int n = 0; n < m; n++) centred[n * each + d] = (float)(activations[n * each + d] - mean / m);
        }
        var kernel = new double[m * m];
        for (int a = 1; a < m; a++)
            for (int b = 0; b < a; b++)
                kernel[a * m + b] = kernel[b * m + a] = Dot(centred.AsSpan(a * each, each), centred.AsSpan(b * each, each));
        return kernel;
    }

    private static double[] Rows(double[] k, int m)
    {
        var rows = new double[m];
        for (int i = 0; i < k.Length; i++) rows[i / m] += k[i];
        return rows;
    }

    private static double Hsic(double[] k, double[] rowsK, double[] l, double[] rowsL, int m)
    {
        double trace = 0, sumK = 0, sumL = 0, mixed = 0;
        for (int i = 0; i < k.Length; i++) trace += k[i] * l[i];
        for (int i = 0; i < m; i++)
        {
            sumK += rowsK[i];
            sumL += rowsL[i];
            mixed += rowsK[i] * rowsL[i];
        }
        return (trace + sumK * sumL / ((m - 1.0) * (m - 2.0)) - 2 / (m - 2.0) * mixed) / (m * (m - 3.0));
    }

    // In blocks, so that long rows are not summed up in single precision.
    internal static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        const int block = 1024;
        double sum = 0;
        for (int from = 0; from < a.Length; from += block)
        {
            ReadOnlySpan<float> x = a.Slice(from, Math.Min(block, a.Length - from)), y = b.Slice(from, x.Length);
            ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(x), ys = MemoryMarshal.Cast<float, Vector<float>>(y);
            Vector<float> wide = Vector<float>.Zero;
            for (int i = 0; i < xs.Length; i++) wide += xs[i] * ys[i];
            sum += Vector.Sum(wide);
            for (int i = xs.Length * Vector<float>.Count; i < x.Length; i++) sum += x[i] * y[i];
        }
        return sum;
    }
}
