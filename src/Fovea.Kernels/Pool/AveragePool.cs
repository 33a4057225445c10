using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Average pooling. Lanes are channels.</summary>
/// <remarks>
/// The divisor is PyTorch's: with <see cref="PoolGeometry.CountPadding"/> the pixels of the window that lie on the image or its
/// padding (a ceil-mode window that leaves both is cut), otherwise those on the image.
/// </remarks>
public static unsafe class AveragePool
{
    /// <summary>y = the sum of each window over its divisor.</summary>
    public static void Forward(in Step step, in PoolGeometry g, in Maps x, in Maps y)
    {
        (int first, int end) = step.Share(step.Batch * y.H);
        for (int row = first; row < end; row++)
        {
            (int n, int oh) = Math.DivRem(row, y.H);
            float* py = y.Row(n, oh);
            (int h0, int h1, int countH) = Window(oh, g.KernelH, g.StrideH, g.PadTop, g.PadBottom, g.InH, g.CountPadding);
            for (int ow = 0; ow < y.W; ow++, py += g.C)
            {
                (int w0, int w1, int countW) = Window(ow, g.KernelW, g.StrideW, g.PadLeft, g.PadRight, g.InW, g.CountPadding);
                Vector256<float> divisor = Vector256.Create((float)(countH * countW));
                float* start = x.Row(n, h0) + (nint)w0 * g.C;
                int c = 0;
                for (; c <= g.C - Lanes.Width; c += Lanes.Width)
                {
                    Vector256<float> sum = Vector256<float>.Zero;
                    float* line = start + c;
                    for (int h = h0; h < h1; h++, line += x.RowStride)
                        for (nint i = 0, w = w0; w < w1; w++, i += g.C) sum += Vector256.Load(line + i);
                    (sum / divisor).Store(py + c);
                }
                if (c < g.C) Lanes.Store(py + c, Rest(start + c, x.RowStride, g.C, h1 - h0, w1 - w0, g.C - c) / divisor, g.C - c);
            }
        }
    }

    private static Vector256<float> Rest(float* line, nint row, int channels, int rows, int columns, int lanes)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        for (; rows > 0; rows--, line += row)
            for (nint i = 0, w = 0; w < columns; w++, i += channels) sum += Lanes.Load(line + i, lanes);
        return sum;
    }

    /// <summary>dx = the sum over the windows of a pixel of dy over their divisors; added to dx when <paramref name="accumulate"/>.</summary>
    public static void Backward(in Step step, in PoolGeometry g, in Maps dy, in Maps dx, bool accumulate = false)
    {
        (int first, int end) = step.Share(step.Batch * dx.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, dx.H);
            if (!accumulate) dx.RowSpan(n, h).Clear();
            (int oh0, int oh1) = WindowRange.Reaching(h, h + 1, g.KernelH, g.StrideH, g.PadTop, dy.H);
            for (int oh = oh0; oh < oh1; oh++) Scatter(g, oh, dy.Row(n, oh), dy.W, dx.Row(n, h));
        }
    }

    // One row of dy into one row of dx that its windows cover.
    private static void Scatter(in PoolGeometry g, int oh, float* dy, int outW, float* dx)
    {
        int countH = Window(oh, g.KernelH, g.StrideH, g.PadTop, g.PadBottom, g.InH, g.CountPadding).Count;
        for (int ow = 0; ow < outW; ow++, dy += g.C)
        {
            (int w0, int w1, int countW) = Window(ow, g.KernelW, g.StrideW, g.PadLeft, g.PadRight, g.InW, g.CountPadding);
            Vector256<float> divisor = Vector256.Create((float)(countH * countW));
            float* d = dx + (nint)w0 * g.C, end = dx + (nint)w1 * g.C;
            int c = 0;
            for (; c <= g.C - Lanes.Width; c += Lanes.Width)
            {
                Vector256<float> v = Vector256.Load(dy + c) / divisor;
                for (float* p = d + c; p < end; p += g.C) (Vector256.Load(p) + v).Store(p);
            }
            if (c == g.C) continue;
            Vector256<float> rest = Lanes.Load(dy + c, g.C - c) / divisor;
            for (float* p = d + c; p < end; p += g.C) Lanes.Store(p, Lanes.Load(p, g.C - c) + rest, g.C - c);
        }
    }

    /// <summary>The part of a window on the image, along one axis, and how many of its pixels count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (int Start, int End, int Count) Window(int o, int kernel, int stride, int before, int after, int size, bool countPadding)
    {
        int start = o * stride - before, end = Math.Min(start + kernel, size + after), count = end - start;
        start = Math.Max(start, 0);
        end = Math.Min(end, size);
        return (start, end, countPadding ? count : end - start);
    }
}

/// <summary>y = the average of each window.</summary>
public sealed class AveragePoolForward(string name, PoolGeometry geometry, Maps x, Maps y) : Call(name, Work.Over(x, y))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => AveragePool.Forward(step, geometry, x, y);
}

/// <summary>dx from dy, or dx += .</summary>
public sealed class AveragePoolBackward(string name, PoolGeometry geometry, Maps dy, Maps dx, bool accumulate = false) : Call(name, Work.Over(dy, dx, accumulate ? dx : default))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => AveragePool.Backward(step, geometry, dy, dx, accumulate);
}
