using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Softmax and its logarithm over the channels of each pixel. The maximum is subtracted first; sums are taken in double.</summary>
/// <remarks>Lanes are channels; the lanes beyond the last channel count as e^−∞ = 0.</remarks>
public static unsafe class Softmax
{
    /// <summary>y = softmax(x), or its logarithm. y may be the memory of x.</summary>
    public static void Forward(in Step step, in Maps x, in Maps y, bool log)
    {
        (int first, int end) = step.Share(step.Batch * x.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, x.H);
            float* px = x.Row(n, h), py = y.Row(n, h);
            for (int w = 0; w < x.W; w++, px += x.C, py += x.C)
            {
                float max = Max(px, x.C);
                if (log) LogOne(px, py, x.C, max);
                else Normalise(py, x.C, Exponentials(px, py, x.C, max));
            }
        }
    }

    /// <summary>dx = y·(dy − Σ dy·y), or for the logarithm dx = dy − e^y·Σ dy; added to dx when <paramref name="accumulate"/>.</summary>
    public static void Backward(in Step step, in Maps y, in Maps dy, in Maps dx, bool log, bool accumulate = false)
    {
        (int first, int end) = step.Share(step.Batch * dx.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, dx.H);
            float* py = y.Row(n, h), pg = dy.Row(n, h), pd = dx.Row(n, h);
            for (int w = 0; w < dx.W; w++, py += dx.C, pg += dx.C, pd += dx.C) BackwardOne(py, pg, pd, dx.C, log, accumulate);
        }
    }

    /// <summary>The largest of n floats; NaN if there is one.</summary>
    internal static float Max(float* x, int n)
    {
        Vector256<float> best = Vector256.Create(float.NegativeInfinity);
        int i = 0;
        for (; i <= n - Lanes.Width; i += Lanes.Width) best = VectorMath.Max(best, Vector256.Load(x + i));
        if (i < n)
        {
            Vector256<float> rest = Vector256.ConditionalSelect(Lanes.Mask(n - i), Lanes.Load(x + i, n - i), best);
            best = VectorMath.Max(best, rest);
        }
        float max = best[0];
        for (int k = 1; k < Lanes.Width; k++)
            if (best[k] > max || float.IsNaN(best[k])) max = best[k];
        return max;
    }

    /// <summary>y = e^(x − max) if y is given; returns the sum.</summary>
    internal static double Exponentials(float* x, float* y, int n, float max)
    {
        Vector256<double> sum = default;
        Vector256<float> m = Vector256.Create(max);
        for (int i = 0; i < n; i += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, n - i);
            Vector256<float> e = VectorMath.Exp((lanes == Lanes.Width ? Vector256.Load(x + i) : Lanes.Load(x + i, lanes)) - m);
            if (lanes < Lanes.Width) e &= Lanes.Mask(lanes);
            if (y is not null) Lanes.Store(y + i, e, lanes);
            sum += Lanes.SumHalves(e);
        }
        return Lanes.Sum(sum);
    }

    private static void Normalise(float* y, int n, double sum)
    {
        Vector256<float> factor = Vector256.Create((float)(1 / sum));
        for (int i = 0; i < n; i += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, n - i);
            Lanes.Store(y + i, (lanes == Lanes.Width ? Vector256.Load(y + i) : Lanes.Load(y + i, lanes)) * factor, lanes);
        }
    }

    private static void LogOne(float* x, float* y, int n, float max)
    {
        Vector256<float> log = Vector256.Create((float)Math.Log(Exponentials(x, null, n, max))), m = Vector256.Create(max);
        for (int i = 0; i < n; i += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, n - i);
            Lanes.Store(y + i, (lanes == Lanes.Width ? Vector256.Load(x + i) : Lanes.Load(x + i, lanes)) - m - log, lanes);
        }
    }

    private static void BackwardOne(float* y, float* dy, float* dx, int n, bool log, bool accumulate)
    {
        Vector256<double> total = default;
        for (int i = 0; i < n; i += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, n - i);
            Vector256<float> g = Lanes.Load(dy + i, lanes);
            total += Lanes.SumHalves(log ? g : g * Lanes.Load(y + i, lanes));
        }
        Vector256<float> sum = Vector256.Create((float)Lanes.Sum(total));
        for (int i = 0; i < n; i += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, n - i);
            Vector256<float> vy = Lanes.Load(y + i, lanes), g = Lanes.Load(dy + i, lanes);
            Vector256<float> d = log ? g - VectorMath.Exp(vy) * sum : vy * (g - sum);
            if (accumulate) d += Lanes.Load(dx + i, lanes);
            Lanes.Store(dx + i, d, lanes);
        }
    }
}

/// <summary>y = softmax(x) over the channels, or log softmax.</summary>
public sealed class SoftmaxForward(string name, Maps x, Maps y, bool log = false) : Call(name, Work.Over(x, y))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => Softmax.Forward(step, x, y, log);
}

/// <summary>dx from y and dy, or dx += .</summary>
public sealed class SoftmaxBackward(string name, Maps y, Maps dy, Maps dx, bool log = false, bool accumulate = false)
    : Call(name, Work.Over(y, dy, dx, accumulate ? dx : default))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => Softmax.Backward(step, y, dy, dx, log, accumulate);
}
