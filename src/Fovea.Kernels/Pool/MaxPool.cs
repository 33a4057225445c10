using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Max pooling. Lanes are channels; padding is never seen; a NaN in the window is the result.</summary>
/// <remarks>
/// Backward finds the first maximum in row-major window order again from x and y: nothing but those two is kept. A worker owns
/// rows of dx, and looks at every window that reaches them, so overlapping windows add up in the same order for any split.
/// Where x is a ReLU's output, a window whose maximum is not positive can pass nothing: the mask costs one comparison a window.
/// </remarks>
public static unsafe class MaxPool
{
    /// <summary>y = the maximum of each window.</summary>
    public static void Forward(in Step step, in PoolGeometry g, in Maps x, in Maps y)
    {
        (int first, int end) = step.Share(step.Batch * y.H);
        bool two = IsTwoByTwo(g);
        for (int row = first; row < end; row++)
        {
            (int n, int oh) = Math.DivRem(row, y.H);
            if (two) TwoByTwoRow(x.Row(n, 2 * oh), x.Row(n, 2 * oh + 1), y.Row(n, oh), x.W * x.C, y.W, x.C);
            else Row(g, x, n, oh, y.Row(n, oh), y.W);
        }
    }

    /// <summary>
    /// dx gets dy at the first maximum of each window; added to dx when <paramref name="accumulate"/>. With <paramref name="relu"/>
    /// x is the output of a ReLU, and dx the gradient before it.
    /// </summary>
    public static void Backward(in Step step, in PoolGeometry g, in Maps x, in Maps y, in Maps dy, in Maps dx, bool accumulate = false, bool relu = false)
    {
        // Maxima up to here pass nothing; nothing is as low as NaN.
        float floor = relu ? 0 : float.NaN;
        if (IsTwoByTwo(g))
        {
            TwoByTwoBackward(step, x, y, dy, dx, accumulate, floor);
            return;
        }
        (int first, int end) = step.Share(step.Batch * dx.H);
        while (first < end)
        {
            (int n, int from) = Math.DivRem(first, dx.H);
            int to = Math.Min(dx.H, from + end - first);
            Band(g, x, y, dy, dx, n, from, to, accumulate, floor);
            first += to - from;
        }
    }

    internal static bool IsTwoByTwo(in PoolGeometry g)
        => g is { KernelH: 2, KernelW: 2, StrideH: 2, StrideW: 2, PadTop: 0, PadLeft: 0, DilationH: 1, DilationW: 1 } && 2 * g.OutH <= g.InH && 2 * g.OutW <= g.InW;

    private static void Row(in PoolGeometry g, in Maps x, int n, int oh, float* y, int outW)
    {
        (int h0, int rows) = WindowRange.Taps(oh * g.StrideH - g.PadTop, g.KernelH, g.DilationH, g.InH);
        nint rowStep = g.DilationH * x.RowStride;
        int step = g.DilationW * g.C;
        for (int ow = 0; ow < outW; ow++, y += g.C)
        {
            (int w0, int columns) = WindowRange.Taps(ow * g.StrideW - g.PadLeft, g.KernelW, g.DilationW, g.InW);
            float* p = x.Row(n, h0) + (nint)w0 * g.C;
            int c = 0;
            for (; c <= g.C - Lanes.Width; c += Lanes.Width) Window(p + c, rowStep, step, rows, columns).Store(y + c);
            if (c < g.C) Lanes.Store(y + c, Window(p + c, rowStep, step, rows, columns, g.C - c), g.C - c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Window(float* p, nint row, int channels, int rows, int columns)
    {
        Vector256<float> best = Vector256.Create(float.NegativeInfinity), nan = default;
        for (; rows > 0; rows--, p += row)
            for (nint i = 0, w = 0; w < columns; w++, i += channels)
            {
                Vector256<float> v = Vector256.Load(p + i);
                best = Vector256.MaxNative(best, v);
                nan |= VectorMath.Unordered(v, v);
            }
        return best | nan;
    }

    private static Vector256<float> Window(float* p, nint row, int channels, int rows, int columns, int lanes)
    {
        Vector256<float> best = Vector256.Create(float.NegativeInfinity);
        for (; rows > 0; rows--, p += row)
            for (nint i = 0, w = 0; w < columns; w++, i += channels) best = VectorMath.Max(best, Lanes.Load(p + i, lanes));
        return best;
    }

    // With channels that are no multiple of 8 the last vector of a pixel runs over into the next pixel, which is written after it;
    // only at the end of the row must the lanes be counted.
    private static void TwoByTwoRow(float* x0, float* x1, float* y, int inRow, int outW, int c)
    {
        int outRow = outW * c;
        for (int ow = 0, o = 0, i = 0; ow < outW; ow++, o += c, i += 2 * c)
            for (int k = 0; k < c; k += Lanes.Width)
            {
                int lanes = c - k, a = i + k, b = a + c;
                if (o + k + Lanes.Width <= outRow && b + Lanes.Width <= inRow)
                    Max4(Vector256.Load(x0 + a), Vector256.Load(x0 + b), Vector256.Load(x1 + a), Vector256.Load(x1 + b)).Store(y + o + k);
                else
                {
                    lanes = Math.Min(lanes, Lanes.Width);
                    Lanes.Store(y + o + k, Max4(Lanes.Load(x0 + a, lanes), Lanes.Load(x0 + b, lanes), Lanes.Load(x1 + a, lanes),
                        Lanes.Load(x1 + b, lanes)), lanes);
                }
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Max4(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
        => Vector256.MaxNative(Vector256.MaxNative(a, b), Vector256.MaxNative(c, d)) | VectorMath.Unordered(a, b) | VectorMath.Unordered(c, d);

    private static void TwoByTwoBackward(in Step step, in Maps x, in Maps y, in Maps dy, in Maps dx, bool accumulate, float floor)
    {
        (int first, int end) = step.Share(step.Batch * y.H);
        int inRow = dx.W * dx.C;
        for (int row = first; row < end; row++)
        {
            (int n, int oh) = Math.DivRem(row, y.H);
            TwoByTwoBackwardRow(x.Row(n, 2 * oh), x.Row(n, 2 * oh + 1), y.Row(n, oh), dy.Row(n, oh), dx.Row(n, 2 * oh),
                dx.Row(n, 2 * oh + 1), inRow, y.W, y.C, accumulate, Vector256.Create(floor));
            if (accumulate) continue;
            int covered = 2 * y.W * y.C;
            if (covered < inRow)
            {
                new Span<float>(dx.Row(n, 2 * oh) + covered, inRow - covered).Clear();
                new Span<float>(dx.Row(n, 2 * oh + 1) + covered, inRow - covered).Clear();
            }
            if (oh == y.H - 1)
                for (int h = 2 * y.H; h < dx.H; h++) dx.RowSpan(n, h).Clear();
        }
    }

    private static void TwoByTwoBackwardRow(float* x0, float* x1, float* y, float* dy, float* dx0, float* dx1, int inRow, int outW, int c,
        bool accumulate, Vector256<float> floor)
    {
        int outRow = outW * c;
        for (int ow = 0, o = 0, i = 0; ow < outW; ow++, o += c, i += 2 * c)
            for (int k = 0; k < c; k += Lanes.Width)
            {
                int lanes = Math.Min(Lanes.Width, c - k), a = i + k, b = a + c;
                // a is written before b, so that b repairs what a's lanes beyond c did; that holds for one vector a pixel only.
                bool whole = o + k + Lanes.Width <= outRow && b + Lanes.Width <= inRow && (lanes == Lanes.Width || c < Lanes.Width);
                Vector256<float> vy = whole ? Vector256.Load(y + o + k) : Lanes.Load(y + o + k, lanes);
                Vector256<float> g = whole ? Vector256.Load(dy + o + k) : Lanes.Load(dy + o + k, lanes);
                if (lanes < Lanes.Width) g &= Lanes.Mask(lanes);
                g = Vector256.AndNot(g, Vector256.LessThanOrEqual(vy, floor));
                Vector256<float> xa = whole ? Vector256.Load(x0 + a) : Lanes.Load(x0 + a, lanes);
                Vector256<float> xb = whole ? Vector256.Load(x0 + b) : Lanes.Load(x0 + b, lanes);
                Vector256<float> xc = whole ? Vector256.Load(x1 + a) : Lanes.Load(x1 + a, lanes);
                Vector256<float> ga = g & Hit(xa, vy);
                Vector256<float> rest = Vector256.AndNot(g, Hit(xa, vy)), hit = Hit(xb, vy);
                Vector256<float> gb = rest & hit;
                rest = Vector256.AndNot(rest, hit);
                hit = Hit(xc, vy);
                Vector256<float> gc = rest & hit, gd = Vector256.AndNot(rest, hit);
                Put(dx0 + a, ga, whole, lanes, accumulate);
                Put(dx0 + b, gb, whole, lanes, accumulate);
                Put(dx1 + a, gc, whole, lanes, accumulate);
                Put(dx1 + b, gd, whole, lanes, accumulate);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* p, Vector256<float> v, bool whole, int lanes, bool accumulate)
    {
        if (whole) (accumulate ? Vector256.Load(p) + v : v).Store(p);
        else Lanes.Store(p, accumulate ? Lanes.Load(p, lanes) + v : v, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Hit(Vector256<float> x, Vector256<float> y) => Vector256.Equals(x, y) | VectorMath.Unordered(x, x);

    // Rows [from, to) of dx of one image. Without branches on the data: which tap holds the maximum cannot be predicted.
    private static void Band(in PoolGeometry g, in Maps x, in Maps y, in Maps dy, in Maps dx, int n, int from, int to, bool accumulate, float floor)
    {
        if (!accumulate)
            for (int h = from; h < to; h++) dx.RowSpan(n, h).Clear();
        nint rowX = g.DilationH * x.RowStride, rowD = g.DilationH * dx.RowStride;
        int step = g.DilationW * g.C;
        (int oh0, int oh1) = WindowRange.Reaching(from, to, g.SpanH, g.StrideH, g.PadTop, y.H);
        for (int oh = oh0; oh < oh1; oh++)
        {
            (int h0, int rows) = WindowRange.Taps(oh * g.StrideH - g.PadTop, g.KernelH, g.DilationH, g.InH);
            // Taps in rows above the band only decide, those below it need not even that.
            int above = Math.Min(rows, WindowRange.TapsBefore(from, h0, g.DilationH)), inside = Math.Min(rows, WindowRange.TapsBefore(to, h0, g.DilationH)) - above;
            float* py = y.Row(n, oh), pg = dy.Row(n, oh);
            for (int ow = 0; ow < y.W; ow++, py += g.C, pg += g.C)
            {
                (int w0, int columns) = WindowRange.Taps(ow * g.StrideW - g.PadLeft, g.KernelW, g.DilationW, g.InW);
                float* p = x.Row(n, h0) + (nint)w0 * g.C, d = dx.Row(n, h0) + (nint)w0 * g.C;
                int c = 0;
                for (; c <= g.C - Lanes.Width; c += Lanes.Width)
                    Window(p + c, d + c, rowX, rowD, step, above, inside, columns, Vector256.Load(py + c), Vector256.Load(pg + c), floor);
                if (c < g.C)
                    Window(p + c, d + c, rowX, rowD, step, above, inside, columns, Lanes.Load(py + c, g.C - c), Lanes.Load(pg + c, g.C - c), floor,
                        g.C - c);
            }
        }
    }

    private static void Window(float* p, float* d, nint rowX, nint rowD, int channels, int above, int inside, int columns, Vector256<float> y,
        Vector256<float> rest, float floor)
    {
        rest = Vector256.AndNot(rest, Vector256.LessThanOrEqual(y, Vector256.Create(floor)));
        for (; above > 0; above--, p += rowX, d += rowD)
            for (nint i = 0, w = 0; w < columns; w++, i += channels) rest = Vector256.AndNot(rest, Hit(Vector256.Load(p + i), y));
        for (; inside > 0; inside--, p += rowX, d += rowD)
            for (nint i = 0, w = 0; w < columns; w++, i += channels)
            {
                Vector256<float> hit = Hit(Vector256.Load(p + i), y);
                (Vector256.Load(d + i) + (rest & hit)).Store(d + i);
                rest = Vector256.AndNot(rest, hit);
            }
    }

    private static void Window(float* p, float* d, nint rowX, nint rowD, int channels, int above, int inside, int columns, Vector256<float> y,
        Vector256<float> rest, float floor, int lanes)
    {
        rest = Vector256.AndNot(rest, Vector256.LessThanOrEqual(y, Vector256.Create(floor)));
        for (; above > 0; above--, p += rowX, d += rowD)
            for (nint i = 0, w = 0; w < columns; w++, i += channels) rest = Vector256.AndNot(rest, Hit(Lanes.Load(p + i, lanes), y));
        for (; inside > 0; inside--, p += rowX, d += rowD)
            for (nint i = 0, w = 0; w < columns; w++, i += channels)
            {
                Vector256<float> hit = Hit(Lanes.Load(p + i, lanes), y);
                Lanes.Store(d + i, Lanes.Load(d + i, lanes) + (rest & hit), lanes);
                rest = Vector256.AndNot(rest, hit);
            }
    }
}

/// <summary>y = the maximum of each window.</summary>
public sealed class MaxPoolForward(string name, PoolGeometry geometry, Maps x, Maps y) : Call(name, Work.Over(x, y))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => MaxPool.Forward(step, geometry, x, y);
}

/// <summary>dx = dy at the first maximum of each window, or dx += ; with <c>relu</c> where that maximum is positive. Reads x and y.</summary>
public sealed class MaxPoolBackward(string name, PoolGeometry geometry, Maps x, Maps y, Maps dy, Maps dx, bool accumulate = false, bool relu = false)
    : Call(name, Work.Over(x, y, dy, dx, accumulate ? dx : default))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => MaxPool.Backward(step, geometry, x, y, dy, dx, accumulate, relu);
}
