using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>The numbers of a local response normalisation: y = x / (k + alpha/size·Σ x²)^beta over a window of channels.</summary>
/// <param name="Size">Channels of the window; odd.</param>
/// <param name="Alpha">Weight of the mean square; above 0.</param>
/// <param name="Beta">The exponent; above 0.</param>
/// <param name="K">Added to the mean square; above 0.</param>
public readonly record struct ResponseWindow(int Size, float Alpha, float Beta, float K);

/// <summary>Local response normalisation over neighbouring channels of each pixel.</summary>
/// <remarks>
/// Lanes are channels. The squares of a pixel lie in scratch between zeros for what the window reads beyond the channels; a window's sum
/// is <c>Size</c> loads, each one float further. Nothing is kept for backward, which computes the denominators again.
/// Source: Krizhevsky, Sutskever, Hinton, 2012, section 3.3, with alpha / size as in ONNX's LRN and PyTorch.
/// </remarks>
public static unsafe class LocalResponseNorm
{
    /// <summary>Floats of scratch for a number of workers.</summary>
    public static long ScratchFloats(int channels, int size, int workers) => 3L * Row(channels, size) * workers;

    // Zeros on both sides and room for a vector that begins at the last channel.
    private static int Row(int channels, int size) => (channels + size + 3 * Lanes.Width) / Lanes.Width * Lanes.Width;

    /// <summary>y from x; y may be the memory of x.</summary>
    public static void Forward(in Step step, in ResponseWindow w, in Maps x, in Maps y, in FloatBlock scratch, int workers)
    {
        (int first, int end) = step.ShareAmong(workers, step.Batch * x.H);
        if (first >= end) return;
        float* squares = Own(step, w, x, scratch, out float* middle, out _);
        for (int row = first; row < end; row++)
        {
            float* px = x.Row(row / x.H, row % x.H), py = y.Row(row / x.H, row % x.H);
            for (int i = 0; i < x.W; i++, px += x.C, py += x.C)
            {
                Square(px, middle, x.C);
                for (int c = 0; c < x.C; c += Lanes.Width)
                {
                    int lanes = Math.Min(Lanes.Width, x.C - c);
                    Lanes.Store(py + c, Lanes.Load(px + c, lanes) * Power(Denominator(w, squares + c), w.Beta), lanes);
                }
            }
        }
    }

    /// <summary>dx from dy and x; added to dx when <paramref name="accumulate"/>. dx may be the memory of dy.</summary>
    public static void Backward(in Step step, in ResponseWindow w, in Maps x, in Maps dy, in Maps dx, in FloatBlock scratch, int workers, bool accumulate)
    {
        (int first, int end) = step.ShareAmong(workers, step.Batch * x.H);
        if (first >= end) return;
        float* squares = Own(step, w, x, scratch, out float* middle, out int row);
        float* products = squares + row, direct = products + row, middleProducts = products + w.Size / 2;
        float factor = -2 * w.Alpha * w.Beta / w.Size;
        for (int r = first; r < end; r++)
        {
            float* px = x.Row(r / x.H, r % x.H), pg = dy.Row(r / x.H, r % x.H), pd = dx.Row(r / x.H, r % x.H);
            for (int i = 0; i < x.W; i++, px += x.C, pg += x.C, pd += x.C)
            {
                Square(px, middle, x.C);
                for (int c = 0; c < x.C; c += Lanes.Width)
                {
                    int lanes = Math.Min(Lanes.Width, x.C - c);
                    Vector256<float> s = Denominator(w, squares + c), d = Lanes.Load(pg + c, lanes) * Power(s, w.Beta);
                    d.Store(direct + c);
                    (d * Lanes.Load(px + c, lanes) / s).Store(middleProducts + c);
                }
                for (int c = 0; c < x.C; c += Lanes.Width)
                {
                    int lanes = Math.Min(Lanes.Width, x.C - c);
                    Vector256<float> d = VectorMath.Fma(Lanes.Load(px + c, lanes) * factor, Sum(products + c, w.Size), Vector256.Load(direct + c));
                    Lanes.Store(pd + c, accumulate ? d + Lanes.Load(pd + c, lanes) : d, lanes);
                }
            }
        }
    }

    // This worker's rows of scratch, all zero; squares begin half a window into them.
    private static float* Own(in Step step, in ResponseWindow w, in Maps x, in FloatBlock scratch, out float* middle, out int row)
    {
        row = Row(x.C, w.Size);
        float* squares = scratch.Pointer + 3L * row * step.Worker;
        new Span<float>(squares, 3 * row).Clear();
        middle = squares + w.Size / 2;
        return squares;
    }

    // Lanes beyond the channels write zeros, which is what lies there.
    private static void Square(float* x, float* squares, int channels)
    {
        for (int c = 0; c < channels; c += Lanes.Width)
        {
            Vector256<float> v = Lanes.Load(x + c, Math.Min(Lanes.Width, channels - c));
            (v * v).Store(squares + c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Denominator(in ResponseWindow w, float* squares)
        => VectorMath.Fma(Sum(squares, w.Size), Vector256.Create(w.Alpha / w.Size), w.K);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Sum(float* from, int size)
    {
        Vector256<float> sum = default;
        for (int k = 0; k < size; k++) sum += Vector256.Load(from + k);
        return sum;
    }

    // s to the power of −beta; AlexNet's 3/4 needs roots only.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Power(Vector256<float> s, float beta)
    {
        if (beta == 1) return Vector256<float>.One / s;
        if (beta is not (0.5f or 0.75f)) return VectorMath.Exp(Vector256.Log(s) * -beta);
        Vector256<float> root = Vector256.Sqrt(s);
        return Vector256<float>.One / (beta == 0.5f ? root : root * Vector256.Sqrt(root));
    }
}

/// <summary>y = x / (k + alpha/size·Σ x²)^beta.</summary>
public sealed class LocalResponseNormForward(string name, ResponseWindow window, Maps x, Maps y, FloatBlock scratch, int workers) : Call(name, Work.Over(x, y))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => LocalResponseNorm.Forward(step, window, x, y, scratch, workers);
}

/// <summary>dx from dy and x, or dx += .</summary>
public sealed class LocalResponseNormBackward(string name, ResponseWindow window, Maps x, Maps dy, Maps dx, FloatBlock scratch, int workers, bool accumulate = false)
    : Call(name, Work.Over(x, dy, dx, accumulate ? dx : default))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => LocalResponseNorm.Backward(step, window, x, dy, dx, scratch, workers, accumulate);
}
