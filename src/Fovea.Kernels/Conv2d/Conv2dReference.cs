using System.Numerics;

namespace Fovea.Kernels;

/// <summary>
/// 2-D convolution and its three gradients as plain loops: the specification that every faster kernel is tested against.
/// </summary>
/// <remarks>
/// Formula: <c>y[n,i,j,o] = bias[o] + Σ_{u,v,c} x[n, i·sH + u·dH − padTop, j·sW + v·dW − padLeft, g·(C/G) + c] · w[u,v,c,o]</c>
/// with g = o / (O/G) and x = 0 outside the image.
/// Shapes: x [N][InH][InW][InC], w [KernelH][KernelW][InC/Groups][OutC], y [N][OutH][OutW][OutC], bias [OutC]; dense, no halo.
/// Sums are taken in T; arguments do not overlap.
/// </remarks>
public static class Conv2dReference
{
    /// <summary>y = x ∗ w + bias; an empty bias means zero.</summary>
    public static void Forward<T>(in ConvGeometry g, int n, ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> bias, Span<T> y)
        where T : struct, IFloatingPointIeee754<T>
    {
        int outH = g.OutH, outW = g.OutW;
        for (int image = 0; image < n; image++)
            for (int i = 0; i < outH; i++)
                for (int j = 0; j < outW; j++)
                    for (int o = 0; o < g.OutC; o++)
                    {
                        T sum = bias.IsEmpty ? T.Zero : bias[o];
                        for (int u = 0; u < g.KernelH; u++)
                            for (int v = 0; v < g.KernelW; v++)
                            {
                                if (!Inside(in g, i, j, u, v, out int h, out int q)) continue;
                                int pixel = ((image * g.InH + h) * g.InW + q) * g.InC + o / g.GroupOutC * g.GroupInC;
                                int tap = (u * g.KernelW + v) * g.GroupInC * g.OutC + o;
                                for (int c = 0; c < g.GroupInC; c++) sum += x[pixel + c] * w[tap + c * g.OutC];
                            }
                        y[((image * outH + i) * outW + j) * g.OutC + o] = sum;
                    }
    }

    /// <summary>dX = dY correlated with the transposed weights, added to dx when <paramref name="accumulate"/>.</summary>
    public static void InputGradient<T>(in ConvGeometry g, int n, ReadOnlySpan<T> w, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (!accumulate) dx[..(n * g.InH * g.InW * g.InC)].Clear();
        int outH = g.OutH, outW = g.OutW;
        for (int image = 0; image < n; image++)
            for (int i = 0; i < outH; i++)
                for (int j = 0; j < outW; j++)
                    for (int u = 0; u < g.KernelH; u++)
                        for (int v = 0; v < g.KernelW; v++)
                        {
                            if (!Inside(in g, i, j, u, v, out int h, out int q)) continue;
                            for (int o = 0; o < g.OutC; o++)
                            {
                                T d = dy[((image * outH + i) * outW + j) * g.OutC + o];
                                int pixel = ((image * g.InH + h) * g.InW + q) * g.InC + o / g.GroupOutC * g.GroupInC;
                                int tap = (u * g.KernelW + v) * g.GroupInC * g.OutC + o;
                                for (int c = 0; c < g.GroupInC; c++) dx[pixel + c] += d * w[tap + c * g.OutC];
                            }
                        }
    }

    /// <summary>dW[u,v,c,o] = Σ over images and output pixels of x · dY.</summary>
    public static void WeightGradient<T>(in ConvGeometry g, int n, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dw)
        where T : struct, IFloatingPointIeee754<T>
    {
        dw[..(int)g.Weights].Clear();
        int outH = g.OutH, outW = g.OutW;
        for (int image = 0; image < n; image++)
            for (int i = 0; i < outH; i++)
                for (int j = 0; j < outW; j++)
                    for (int u = 0; u < g.KernelH; u++)
                        for (int v = 0; v < g.KernelW; v++)
                        {
                            if (!Inside(in g, i, j, u, v, out int h, out int q)) continue;
                            for (int o = 0; o < g.OutC; o++)
                            {
                                T d = dy[((image * outH + i) * outW + j) * g.OutC + o];
                                int pixel = ((image * g.InH + h) * g.InW + q) * g.InC + o / g.GroupOutC * g.GroupInC;
                                int tap = (u * g.KernelW + v) * g.GroupInC * g.OutC + o;
                                for (int c = 0; c < g.GroupInC; c++) dw[tap + c * g.OutC] += d * x[pixel + c];
                            }
                        }
    }

    /// <summary>dB[o] = Σ over images and output pixels of dY.</summary>
    public static void BiasGradient<T>(in ConvGeometry g, int n, ReadOnlySpan<T> dy, Span<T> db)
        where T : struct, IFloatingPointIeee754<T>
    {
        db[..g.OutC].Clear();
        int pixels = n * g.OutH * g.OutW;
        for (int p = 0; p < pixels; p++)
            for (int o = 0; o < g.OutC; o++) db[o] += dy[p * g.OutC + o];
    }

    private static bool Inside(in ConvGeometry g, int i, int j, int u, int v, out int h, out int q)
    {
        h = i * g.StrideH + u * g.DilationH - g.PadTop;
        q = j * g.StrideW + v * g.DilationW - g.PadLeft;
        return (uint)h < (uint)g.InH && (uint)q < (uint)g.InW;
    }
}
