using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Max and average pooling over dense N H W C data: the specification of the kernels. A global pool is a window of H × W.</summary>
public static class PoolReference
{
    /// <summary>y = the maximum of each window, NaN if there is one.</summary>
    public static void Max<T>(in PoolGeometry g, int n, ReadOnlySpan<T> x, Span<T> y) where T : struct, IFloatingPointIeee754<T>
    {
        for (int o = 0; o < n * g.OutH * g.OutW * g.C; o++)
        {
            int at = Argmax(g, x, o);
            y[o] = at < 0 ? T.NegativeInfinity : x[at];
        }
    }

    /// <summary>dx gets dy at the first maximum of each window in row-major order; the first NaN counts as one.</summary>
    public static void MaxBackward<T>(in PoolGeometry g, int n, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate = false)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (!accumulate) dx.Clear();
        for (int o = 0; o < n * g.OutH * g.OutW * g.C; o++)
        {
            int at = Argmax(g, x, o);
            if (at >= 0) dx[at] += dy[o];
        }
    }

    /// <summary>y = the sum of each window over its divisor: see <see cref="AveragePool"/>.</summary>
    public static void Average<T>(in PoolGeometry g, int n, ReadOnlySpan<T> x, Span<T> y) where T : struct, IFloatingPointIeee754<T>
    {
        for (int o = 0; o < n * g.OutH * g.OutW * g.C; o++)
        {
            (int image, int oh, int ow, int c) = Split(g, o);
            T sum = T.Zero;
            for (int u = 0; u < g.KernelH; u++)
                for (int v = 0; v < g.KernelW; v++)
                    if (Inside(g, oh, ow, u, v, out int h, out int w)) sum += x[((image * g.InH + h) * g.InW + w) * g.C + c];
            y[o] = sum / T.CreateChecked(Divisor(g, oh, ow));
        }
    }

    /// <summary>Every pixel of a window gets dy over the divisor.</summary>
    public static void AverageBackward<T>(in PoolGeometry g, int n, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate = false)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (!accumulate) dx.Clear();
        for (int o = 0; o < n * g.OutH * g.OutW * g.C; o++)
        {
            (int image, int oh, int ow, int c) = Split(g, o);
            for (int u = 0; u < g.KernelH; u++)
                for (int v = 0; v < g.KernelW; v++)
                    if (Inside(g, oh, ow, u, v, out int h, out int w))
                        dx[((image * g.InH + h) * g.InW + w) * g.C + c] += dy[o] / T.CreateChecked(Divisor(g, oh, ow));
        }
    }

    private static int Argmax<T>(in PoolGeometry g, ReadOnlySpan<T> x, int o) where T : struct, IFloatingPointIeee754<T>
    {
        (int image, int oh, int ow, int c) = Split(g, o);
        int best = -1;
        for (int u = 0; u < g.KernelH; u++)
            for (int v = 0; v < g.KernelW; v++)
            {
                if (!Inside(g, oh, ow, u, v, out int h, out int w)) continue;
                int at = ((image * g.InH + h) * g.InW + w) * g.C + c;
                if (T.IsNaN(x[at])) return at;
                if (best < 0 || x[at] > x[best]) best = at;
            }
        return best;
    }

    private static int Divisor(in PoolGeometry g, int oh, int ow)
    {
        int count = 0;
        for (int u = 0; u < g.KernelH; u++)
            for (int v = 0; v < g.KernelW; v++)
            {
                int h = oh * g.StrideH - g.PadTop + u, w = ow * g.StrideW - g.PadLeft + v * g.DilationW;
                bool counts = g.CountPadding
                    ? h < g.InH + g.PadBottom && w < g.InW + g.PadRight
                    : h >= 0 && h < g.InH && w >= 0 && w < g.InW;
                if (counts) count++;
            }
        return count;
    }

    private static bool Inside(in PoolGeometry g, int oh, int ow, int u, int v, out int h, out int w)
    {
        h = oh * g.StrideH - g.PadTop + u * g.DilationH;
        w = ow * g.StrideW - g.PadLeft + v * g.DilationW;
        return h >= 0 && h < g.InH && w >= 0 && w < g.InW;
    }

    private static (int Image, int OutH, int OutW, int C) Split(in PoolGeometry g, int o)
        => (o / (g.OutH * g.OutW * g.C), o / (g.OutW * g.C) % g.OutH, o / g.C % g.OutW, o % g.C);
}
