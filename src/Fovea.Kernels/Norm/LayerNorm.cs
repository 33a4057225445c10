using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Layer normalisation over the channels of each pixel.</summary>
/// <remarks>
/// Formula: y = gamma·(x − mean) / √(var + eps) + beta. Saved from forward: mean and 1/√(var + eps) for each pixel.
/// Source: Ba, Kiros, Hinton, "Layer normalization", 2016.
/// </remarks>
public static unsafe class LayerNorm
{
    /// <summary>Floats that live from forward to backward.</summary>
    public static long SavedFloats(in Maps x) => 2L * x.N * x.H * x.W;

    /// <summary>Floats of scratch, 64-byte aligned, for the gradients of gamma and beta.</summary>
    public static long ScratchFloats(in Maps x) => ChannelSums.ScratchFloats(x);

    /// <summary>y from x; y may be the memory of x. Without saved memory nothing is kept.</summary>
    public static void Forward(in Step step, in Maps x, in Maps y, in FloatBlock gamma, in FloatBlock beta, in FloatBlock saved, float epsilon)
    {
        (int first, int end) = step.Share(step.Batch * x.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, x.H);
            float* px = x.Row(n, h), py = y.Row(n, h), s = saved.Exists ? saved.Pointer + 2L * row * x.W : null;
            for (int w = 0; w < x.W; w++, px += x.C, py += x.C)
            {
                double mean = Reduction.Sum(px, x.C) / x.C, inverse = 1 / Math.Sqrt(Spread(px, x.C, (float)mean) / x.C + epsilon);
                Normalise(px, py, x.C, (float)mean, (float)inverse, gamma.Pointer, beta.Pointer);
                if (s is null) continue;
                s[2 * w] = (float)mean;
                s[2 * w + 1] = (float)inverse;
            }
        }
    }

    /// <summary>dx from dy, x and the saved numbers; added to dx when <paramref name="accumulate"/>. dx may be the memory of dy.</summary>
    public static void Backward(in Step step, in Maps x, in Maps dy, in Maps dx, in FloatBlock gamma, in FloatBlock saved, bool accumulate)
    {
        (int first, int end) = step.Share(step.Batch * x.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, x.H);
            float* px = x.Row(n, h), pg = dy.Row(n, h), pd = dx.Row(n, h), s = saved.Pointer + 2L * row * x.W;
            for (int w = 0; w < x.W; w++, px += x.C, pg += x.C, pd += x.C)
                BackwardOne(px, pg, pd, x.C, s[2 * w], s[2 * w + 1], gamma.Pointer, accumulate);
        }
    }

    private static double Spread(float* x, int n, float mean)
    {
        Vector256<double> sum = default;
        Vector256<float> m = Vector256.Create(mean);
        for (int i = 0; i < n; i += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, n - i);
            Vector256<float> d = Lanes.Load(x + i, lanes) - m;
            if (lanes < Lanes.Width) d &= Lanes.Mask(lanes);
            sum += Lanes.SumHalves(d * d);
        }
        return Lanes.Sum(sum);
    }

    private static void Normalise(float* x, float* y, int n, float mean, float inverse, float* gamma, float* beta)
    {
        Vector256<float> m = Vector256.Create(mean);
        for (int i = 0; i < n; i += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, n - i);
            Vector256<float> xhat = (Lanes.Load(x + i, lanes) - m) * inverse;
            Lanes.Store(y + i, VectorMath.Fma(xhat, Lanes.Load(gamma + i, lanes), Lanes.Load(beta + i, lanes)), lanes);
        }
    }

    private static void BackwardOne(float* x, float* dy, float* dx, int n, float mean, float inverse, float* gamma, bool accumulate)
    {
        Vector256<double> sum = default, products = default;
        Vector256<float> m = Vector256.Create(mean);
        for (int i = 0; i < n; i += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, n - i);
            Vector256<float> g = Lanes.Load(dy + i, lanes) * Lanes.Load(gamma + i, lanes);
            sum += Lanes.SumHalves(g);
            products += Lanes.SumHalves(g * ((Lanes.Load(x + i, lanes) - m) * inverse));
        }
        Vector256<float> a = Vector256.Create((float)(Lanes.Sum(sum) / n)), b = Vector256.Create((float)(Lanes.Sum(products) / n));
        for (int i = 0; i < n; i += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, n - i);
            Vector256<float> g = Lanes.Load(dy + i, lanes) * Lanes.Load(gamma + i, lanes);
            Vector256<float> xhat = (Lanes.Load(x + i, lanes) - m) * inverse;
            Vector256<float> d = VectorMath.Fma(-xhat, b, g - a) * inverse;
            if (accumulate) d += Lanes.Load(dx + i, lanes);
            Lanes.Store(dx + i, d, lanes);
        }
    }
}

/// <summary>y = layer norm of x.</summary>
public sealed class LayerNormForward(string name, Maps x, Maps y, FloatBlock gamma, FloatBlock beta, FloatBlock saved, float epsilon = 1e-5f)
    : Call(name, Work.Over(x, y).And(2L * x.C))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => LayerNorm.Forward(step, x, y, gamma, beta, saved, epsilon);
}

/// <summary>Backward, first: partial sums of the gradients of gamma and beta, Σdy·x̂ and Σdy. Before dx overwrites dy.</summary>
/// <remarks>In the chunks and the layout of <see cref="ChannelSums"/>, pixel by pixel since x̂ has numbers for each pixel.</remarks>
public sealed unsafe class LayerNormBackwardSums(string name, Maps x, Maps dy, FloatBlock saved, FloatBlock scratch) : Call(name, Work.Over(x, dy))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int period = ChannelSums.Period(x.C), chunks = ChannelSums.Chunks(x, step.Batch), rows = step.Batch * x.H;
        (int first, int end) = step.Share(chunks);
        for (int chunk = first; chunk < end; chunk++)
        {
            double* sums = (double*)scratch.Pointer + (long)chunk * 2 * period;
            new Span<double>(sums, 2 * period).Clear();
            int to = (int)((long)rows * (chunk + 1) / chunks);
            for (int row = (int)((long)rows * chunk / chunks); row < to; row++)
            {
                (int n, int h) = Math.DivRem(row, x.H);
                float* px = x.Row(n, h), pg = dy.Row(n, h), s = saved.Pointer + 2L * row * x.W;
                for (int w = 0; w < x.W; w++, px += x.C, pg += x.C) Pixel(px, pg, s[2 * w], s[2 * w + 1], sums, sums + period);
            }
        }
    }

    // A period is a multiple of 8: the lanes beyond C add zeros to entries that no channel reads or that a channel has anyway.
    private void Pixel(float* px, float* pg, float mean, float inverse, double* sums, double* products)
    {
        Vector256<float> m = Vector256.Create(mean), r = Vector256.Create(inverse);
        int c = 0;
        for (; c <= x.C - Lanes.Width; c += Lanes.Width) Add(Vector256.Load(px + c), Vector256.Load(pg + c), m, r, sums + c, products + c);
        int rest = x.C - c;
        if (rest > 0) Add(Vector256.ConditionalSelect(Lanes.Mask(rest), Lanes.Load(px + c, rest), m), Lanes.Load(pg + c, rest), m, r, sums + c, products + c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector256<float> vx, Vector256<float> g, Vector256<float> mean, Vector256<float> inverse, double* sums, double* products)
    {
        (Vector256<double> lo, Vector256<double> hi) = Vector256.Widen(g);
        (Vector256.Load(sums) + lo).Store(sums);
        (Vector256.Load(sums + 4) + hi).Store(sums + 4);
        (lo, hi) = Vector256.Widen(g * ((vx - mean) * inverse));
        (Vector256.Load(products) + lo).Store(products);
        (Vector256.Load(products + 4) + hi).Store(products + 4);
    }
}

/// <summary>Backward, second: the gradients of gamma and beta, or += .</summary>
public sealed unsafe class LayerNormBackwardFinish(string name, Maps x, FloatBlock dGamma, FloatBlock dBeta, FloatBlock scratch,
    bool accumulate = false) : Call(name, Work.Floats(2L * x.C))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int chunks = ChannelSums.Chunks(x, step.Batch);
        (int first, int end) = step.Share(x.C);
        for (int c = first; c < end; c++)
        {
            (double beta, double gamma) = ChannelSums.Total(scratch.Pointer, chunks, x.C, c);
            dGamma.Pointer[c] = (float)(accumulate ? dGamma.Pointer[c] + gamma : gamma);
            dBeta.Pointer[c] = (float)(accumulate ? dBeta.Pointer[c] + beta : beta);
        }
    }
}

/// <summary>Backward, third: dx, or dx += .</summary>
public sealed class LayerNormBackwardApply(string name, Maps x, Maps dy, Maps dx, FloatBlock gamma, FloatBlock saved, bool accumulate = false)
    : Call(name, Work.Over(x, dy, dx, accumulate ? dx : default).And(x.C))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => LayerNorm.Backward(step, x, dy, dx, gamma, saved, accumulate);
}
