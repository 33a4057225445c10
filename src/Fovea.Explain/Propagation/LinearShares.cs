using System.Numerics;
using System.Runtime.InteropServices;
using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>
/// The contributions <c>a[i]·w[i,o]</c> of a convolution (a dense layer is one of a single pixel), summed by sign and shared out again, in double.
/// Four outputs a vector; the rest one by one. Rows of pixels are independent, so results do not depend on the number of threads.
/// </summary>
internal sealed class LinearShares(ConvGeometry g, int batch, int threads)
{
    private readonly ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads };

    /// <summary>Adds for each output the positive and the negative contributions.</summary>
    public void Sum(float[] a, ReadOnlyMemory<float> weight, double[] positive, double[] negative) => Parallel.For(0, batch * g.OutH, parallel, row =>
    {
        int n = row / g.OutH, oh = row % g.OutH;
        ReadOnlySpan<float> w = weight.Span;
        for (int ow = 0; ow < g.OutW; ow++)
        {
            int pixel = (row * g.OutW + ow) * g.OutC;
            for (int u = 0; u < g.KernelH; u++)
                for (int v = 0; v < g.KernelW; v++)
                {
                    int h = oh * g.StrideH - g.PadTop + u * g.DilationH, x = ow * g.StrideW - g.PadLeft + v * g.DilationW;
                    if ((uint)h >= (uint)g.InH || (uint)x >= (uint)g.InW) continue;
                    int from = ((n * g.InH + h) * g.InW + x) * g.InC;
                    for (int c = 0; c < g.InC; c++)
                    {
                        if (a[from + c] == 0) continue;
                        int first = c / g.GroupInC * g.GroupOutC;
                        Accumulate(a[from + c], w.Slice(At(u, v, c) + first, g.GroupOutC), positive.AsSpan(pixel + first, g.GroupOutC), negative.AsSpan(pixel + first, g.GroupOutC));
                    }
                }
        }
    });

    /// <summary>Adds for each input <c>Σ_o c⁺·up[o] + c⁻·down[o]</c>.</summary>
    public void ShareOut(float[] a, ReadOnlyMemory<float> weight, double[] up, double[] down, double[] relevance) => Parallel.For(0, batch * g.InH, parallel, row =>
    {
        int n = row / g.InH, h = row % g.InH;
        ReadOnlySpan<float> w = weight.Span;
        for (int x = 0; x < g.InW; x++)
            for (int u = 0; u < g.KernelH; u++)
                for (int v = 0; v < g.KernelW; v++)
                {
                    if (!Reads(h + g.PadTop - u * g.DilationH, g.StrideH, g.OutH, out int oh) || !Reads(x + g.PadLeft - v * g.DilationW, g.StrideW, g.OutW, out int ow)) continue;
                    int pixel = ((n * g.OutH + oh) * g.OutW + ow) * g.OutC, to = (row * g.InW + x) * g.InC;
                    for (int c = 0; c < g.InC; c++)
                    {
                        if (a[to + c] == 0) continue;
                        int first = c / g.GroupInC * g.GroupOutC;
                        relevance[to + c] += Shared(a[to + c], w.Slice(At(u, v, c) + first, g.GroupOutC), up.AsSpan(pixel + first, g.GroupOutC), down.AsSpan(pixel + first, g.GroupOutC));
                    }
                }
    });

    private int At(int u, int v, int c) => ((u * g.KernelW + v) * g.GroupInC + c % g.GroupInC) * g.OutC;

    private static bool Reads(int offset, int stride, int size, out int position)
    {
        position = offset / stride;
        return offset >= 0 && offset % stride == 0 && position < size;
    }

    private static void Accumulate(double a, ReadOnlySpan<float> w, Span<double> positive, Span<double> negative)
    {
        ReadOnlySpan<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(w);
        Span<Vector<double>> plus = MemoryMarshal.Cast<double, Vector<double>>(positive), minus = MemoryMarshal.Cast<double, Vector<double>>(negative);
        var factor = new Vector<double>(a);
        for (int k = 0; k < wide.Length; k++)
        {
            Vector.Widen(wide[k], out Vector<double> low, out Vector<double> high);
            low *= factor;
            high *= factor;
            plus[2 * k] += Vector.Max(low, Vector<double>.Zero);
            plus[2 * k + 1] += Vector.Max(high, Vector<double>.Zero);
            minus[2 * k] += Vector.Min(low, Vector<double>.Zero);
            minus[2 * k + 1] += Vector.Min(high, Vector<double>.Zero);
        }
        for (int o = wide.Length * Vector<float>.Count; o < w.Length; o++)
        {
            double c = a * w[o];
            if (c > 0) positive[o] += c;
            else negative[o] += c;
        }
    }

    private static double Shared(double a, ReadOnlySpan<float> w, ReadOnlySpan<double> up, ReadOnlySpan<double> down)
    {
        ReadOnlySpan<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(w);
        ReadOnlySpan<Vector<double>> ups = MemoryMarshal.Cast<double, Vector<double>>(up), downs = MemoryMarshal.Cast<double, Vector<double>>(down);
        var factor = new Vector<double>(a);
        Vector<double> sums = Vector<double>.Zero;
        for (int k = 0; k < wide.Length; k++)
        {
            Vector.Widen(wide[k], out Vector<double> low, out Vector<double> high);
            low *= factor;
            high *= factor;
            sums += Vector.Max(low, Vector<double>.Zero) * ups[2 * k] + Vector.Min(low, Vector<double>.Zero) * downs[2 * k];
            sums += Vector.Max(high, Vector<double>.Zero) * ups[2 * k + 1] + Vector.Min(high, Vector<double>.Zero) * downs[2 * k + 1];
        }
        double sum = Vector.Sum(sums);
        for (int o = wide.Length * Vector<float>.Count; o < w.Length; o++)
        {
            double c = a * w[o];
            sum += c * (c > 0 ? up[o] : down[o]);
        }
        return sum;
    }
}
