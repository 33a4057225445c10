using System.Numerics;

namespace Fovea.Kernels;

/// <summary>A convolution with a window of its own at each output pixel, and its gradients, as plain loops: the specification of the faster kernels.</summary>
/// <remarks>
/// Formula: <c>y[n,p,o] = bias[p,o] + Σ_{u,v,c} x[n, i·sH + u − padTop, j·sW + v − padLeft, c] · w[p,u,v,c,o]</c> with p = (i, j) and
/// x = 0 outside the image.
/// Shapes: x [N][InH][InW][InC], w [OutH·OutW][KernelH·KernelW·InC][OutC], y [N][OutH·OutW][OutC], bias [OutH·OutW][OutC]; dense, no halo.
/// Windows are neither dilated nor grouped. Sums are taken in T; arguments do not overlap.
/// </remarks>
public static class LocalReference
{
    /// <summary>y = the sums plus bias; an empty bias means zero.</summary>
    public static void Forward<T>(in ConvGeometry g, int n, ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> bias, Span<T> y)
        where T : struct, IFloatingPointIeee754<T>
    {
        int pixels = g.OutH * g.OutW;
        for (int at = 0; at < n * pixels; at++)
            for (int o = 0; o < g.OutC; o++)
            {
                T sum = bias.IsEmpty ? T.Zero : bias[at % pixels * g.OutC + o];
                for (int tap = 0; tap < g.KernelH * g.KernelW; tap++)
                {
                    if (!Inside(in g, at, tap, out int pixel)) continue;
                    int row = (at % pixels * g.KernelH * g.KernelW + tap) * g.InC * g.OutC + o;
                    for (int c = 0; c < g.InC; c++) sum += x[pixel + c] * w[row + c * g.OutC];
                }
                y[at * g.OutC + o] = sum;
            }
    }

    /// <summary>Adds to the gradient of the input.</summary>
    public static void InputGradient<T>(in ConvGeometry g, int n, ReadOnlySpan<T> w, ReadOnlySpan<T> dy, Span<T> dx)
        where T : struct, IFloatingPointIeee754<T>
    {
        int pixels = g.OutH * g.OutW;
        for (int at = 0; at < n * pixels; at++)
            for (int tap = 0; tap < g.KernelH * g.KernelW; tap++)
            {
                if (!Inside(in g, at, tap, out int pixel)) continue;
                int row = (at % pixels * g.KernelH * g.KernelW + tap) * g.InC * g.OutC;
                for (int c = 0; c < g.InC; c++)
                    for (int o = 0; o < g.OutC; o++) dx[pixel + c] += dy[at * g.OutC + o] * w[row + c * g.OutC + o];
            }
    }

    /// <summary>Adds to the gradients of the weights and, unless it is empty, of the bias: sums over the images.</summary>
    public static void WeightGradient<T>(in ConvGeometry g, int n, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dw, Span<T> db)
        where T : struct, IFloatingPointIeee754<T>
    {
        int pixels = g.OutH * g.OutW;
        for (int at = 0; at < n * pixels; at++)
        {
            for (int tap = 0; tap < g.KernelH * g.KernelW; tap++)
            {
                if (!Inside(in g, at, tap, out int pixel)) continue;
                int row = (at % pixels * g.KernelH * g.KernelW + tap) * g.InC * g.OutC;
                for (int c = 0; c < g.InC; c++)
                    for (int o = 0; o < g.OutC; o++) dw[row + c * g.OutC + o] += dy[at * g.OutC + o] * x[pixel + c];
            }
            for (int o = 0; o < g.OutC && !db.IsEmpty; o++) db[at % pixels * g.OutC + o] += dy[at * g.OutC + o];
        }
    }

    // Index in x of the first channel that a tap of an output pixel reads.
    private static bool Inside(in ConvGeometry g, int at, int tap, out int pixel)
    {
        int pixels = g.OutH * g.OutW, p = at % pixels;
        int h = p / g.OutW * g.StrideH + tap / g.KernelW - g.PadTop, q = p % g.OutW * g.StrideW + tap % g.KernelW - g.PadLeft;
        pixel = ((at / pixels * g.InH + h) * g.InW + q) * g.InC;
        return (uint)h < (uint)g.InH && (uint)q < (uint)g.InW;
    }
}
