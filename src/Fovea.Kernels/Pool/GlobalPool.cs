using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Pooling over an entire image: y is N × 1 × 1 × C. Work is split over images and blocks of 64 channels.</summary>
public static unsafe class GlobalPool
{
    private const int ChannelBlock = 64;

    /// <summary>y = the mean over all pixels of a channel, summed in double, row by row.</summary>
    public static void AverageForward(in Step step, in Maps x, in Maps y)
    {
        int blocks = (x.C + ChannelBlock - 1) / ChannelBlock;
        double count = (double)x.H * x.W;
        (int first, int end) = step.Share(step.Batch * blocks);
        for (int unit = first; unit < end; unit++)
        {
            (int n, int block) = Math.DivRem(unit, blocks);
            int last = Math.Min(x.C, (block + 1) * ChannelBlock);
            for (int c = block * ChannelBlock; c < last; c += Lanes.Width)
            {
                int lanes = Math.Min(Lanes.Width, last - c);
                Vector256<double> lo = default, hi = default, lo2 = default, hi2 = default;
                for (int h = 0; h < x.H; h++)
                {
                    float* p = x.Row(n, h) + c;
                    int w = 0;
                    for (; lanes == Lanes.Width && w <= x.W - 2; w += 2, p += 2 * x.C)
                    {
                        (Vector256<double> a, Vector256<double> b) = Vector256.Widen(Vector256.Load(p));
                        lo += a;
                        hi += b;
                        (a, b) = Vector256.Widen(Vector256.Load(p + x.C));
                        lo2 += a;
                        hi2 += b;
                    }
                    for (; w < x.W; w++, p += x.C)
                    {
                        (Vector256<double> a, Vector256<double> b) = Vector256.Widen(Lanes.Load(p, lanes));
                        lo += a;
                        hi += b;
                    }
                }
                (lo, hi) = (lo + lo2, hi + hi2);
                Lanes.Store(y.Row(n, 0) + c, Vector256.Narrow(lo / Vector256.Create(count), hi / Vector256.Create(count)), lanes);
            }
        }
    }

    /// <summary>dx = dy / (H·W) at every pixel; added to dx when <paramref name="accumulate"/>.</summary>
    public static void AverageBackward(in Step step, in Maps dy, in Maps dx, bool accumulate = false)
    {
        Vector256<float> count = Vector256.Create((float)(dx.H * dx.W));
        (int first, int end) = step.Share(step.Batch * dx.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, dx.H);
            float* g = dy.Row(n, 0), d = dx.Row(n, h);
            for (int c = 0; c < dx.C; c += Lanes.Width)
            {
                int lanes = Math.Min(Lanes.Width, dx.C - c);
                Vector256<float> v = Lanes.Load(g + c, lanes) / count;
                float* p = d + c;
                for (int w = 0; w < dx.W; w++, p += dx.C)
                    if (lanes == Lanes.Width) (accumulate ? Vector256.Load(p) + v : v).Store(p);
                    else Lanes.Store(p, accumulate ? Lanes.Load(p, lanes) + v : v, lanes);
            }
        }
    }

    /// <summary>y = the maximum over all pixels of a channel; NaN if there is one.</summary>
    public static void MaxForward(in Step step, in Maps x, in Maps y)
    {
        int blocks = (x.C + ChannelBlock - 1) / ChannelBlock;
        (int first, int end) = step.Share(step.Batch * blocks);
        for (int unit = first; unit < end; unit++)
        {
            (int n, int block) = Math.DivRem(unit, blocks);
            int last = Math.Min(x.C, (block + 1) * ChannelBlock);
            for (int c = block * ChannelBlock; c < last; c += Lanes.Width)
            {
                int lanes = Math.Min(Lanes.Width, last - c);
                Vector256<float> best = Vector256.Create(float.NegativeInfinity);
                for (int h = 0; h < x.H; h++)
                {
                    float* p = x.Row(n, h) + c;
                    for (int w = 0; w < x.W; w++, p += x.C)
                        best = VectorMath.Max(best, lanes == Lanes.Width ? Vector256.Load(p) : Lanes.Load(p, lanes));
                }
                Lanes.Store(y.Row(n, 0) + c, best, lanes);
            }
        }
    }

    /// <summary>dx = dy at the first maximum of each channel, 0 elsewhere; added to dx when <paramref name="accumulate"/>.</summary>
    public static void MaxBackward(in Step step, in Maps x, in Maps y, in Maps dy, in Maps dx, bool accumulate = false)
    {
        (int first, int end) = step.Share(step.Batch);
        for (int n = first; n < end; n++)
        {
            if (!accumulate)
                for (int h = 0; h < dx.H; h++) dx.RowSpan(n, h).Clear();
            for (int c = 0; c < x.C; c++)
            {
                float best = y.Row(n, 0)[c];
                for (int pixel = 0; pixel < x.H * x.W; pixel++)
                {
                    (int h, int w) = Math.DivRem(pixel, x.W);
                    float v = x.Row(n, h)[(nint)w * x.C + c];
                    if (v != best && !float.IsNaN(v)) continue;
                    dx.Row(n, h)[(nint)w * x.C + c] += dy.Row(n, 0)[c];
                    break;
                }
            }
        }
    }
}

/// <summary>y = the mean over all pixels.</summary>
public sealed class GlobalAverageForward(string name, Maps x, Maps y) : Call(name, Work.Over(x, y))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => GlobalPool.AverageForward(step, x, y);
}

/// <summary>dx = dy / (H·W), or dx += .</summary>
public sealed class GlobalAverageBackward(string name, Maps dy, Maps dx, bool accumulate = false)
    : Call(name, Work.Over(dy, dx, accumulate ? dx : default))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => GlobalPool.AverageBackward(step, dy, dx, accumulate);
}

/// <summary>y = the maximum over all pixels.</summary>
public sealed class GlobalMaxForward(string name, Maps x, Maps y) : Call(name, Work.Over(x, y))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => GlobalPool.MaxForward(step, x, y);
}

/// <summary>dx = dy at the first maximum, or dx += .</summary>
public sealed class GlobalMaxBackward(string name, Maps x, Maps y, Maps dy, Maps dx, bool accumulate = false)
    : Call(name, Work.Over(x, y, dy, dx, accumulate ? dx : default))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => GlobalPool.MaxBackward(step, x, y, dy, dx, accumulate);
}
