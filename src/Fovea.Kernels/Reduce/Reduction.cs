using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Numbers about a run of floats. Sums are taken in double, in a fixed order.</summary>
public static unsafe class Reduction
{
    /// <summary>Σ x.</summary>
    public static double Sum(ReadOnlySpan<float> x)
    {
        fixed (float* p = x) return Sum(p, x.Length);
    }

    /// <summary>Σ a·b; the products are exact.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (a.Length != b.Length) throw new ArgumentException($"{a.Length} and {b.Length} floats", nameof(b));
        fixed (float* p = a, q = b) return Dot(p, q, a.Length);
    }

    /// <summary>max |x|; 0 for no values, NaN if there is one.</summary>
    public static float MaxAbs(ReadOnlySpan<float> x)
    {
        Vector256<float> best = Vector256<float>.Zero;
        fixed (float* p = x)
            for (int i = 0; i < x.Length; i += Lanes.Width)
                best = VectorMath.Max(best, Vector256.Abs(Lanes.Load(p + i, Math.Min(Lanes.Width, x.Length - i))));
        float max = 0;
        for (int k = 0; k < Lanes.Width; k++)
            if (best[k] > max || float.IsNaN(best[k])) max = best[k];
        return max;
    }

    /// <summary>The index of the first NaN or infinity, −1 if all values are finite.</summary>
    public static long FirstNonFinite(in FloatBlock x) => FirstNonFinite(x.Pointer, x.Length);

    /// <summary>The index of the first NaN or infinity, −1 if all values are finite.</summary>
    public static int FirstNonFinite(ReadOnlySpan<float> x)
    {
        fixed (float* p = x) return (int)FirstNonFinite(p, x.Length);
    }

    /// <summary>The index in the dense N H W C order of the first NaN or infinity in the first images, −1 if all values are finite.</summary>
    public static long FirstNonFinite(in Maps maps, int batch)
    {
        if (maps.IsDense) return FirstNonFinite(maps.Origin, (long)batch * maps.PixelFloats);
        long row = (long)maps.W * maps.C;
        for (int n = 0; n < batch; n++)
            for (int h = 0; h < maps.H; h++)
            {
                long i = FirstNonFinite(maps.Row(n, h), row);
                if (i >= 0) return ((long)n * maps.H + h) * row + i;
            }
        return -1;
    }

    internal static double Sum(float* x, int n)
    {
        Vector256<double> a = default, b = default, c = default, d = default;
        int i = 0;
        for (; i <= n - 16; i += 16)
        {
            (Vector256<double> lo, Vector256<double> hi) = Vector256.Widen(Vector256.Load(x + i));
            a += lo;
            b += hi;
            (lo, hi) = Vector256.Widen(Vector256.Load(x + i + 8));
            c += lo;
            d += hi;
        }
        for (; i < n; i += Lanes.Width) a += Lanes.SumHalves(Lanes.Load(x + i, Math.Min(Lanes.Width, n - i)));
        return Lanes.Sum((a + b) + (c + d));
    }

    internal static double Dot(float* x, float* y, int n)
    {
        Vector256<double> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        int i = 0;
        for (; i <= n - 32; i += 32)
        {
            Product(x + i, y + i, ref a, ref b);
            Product(x + i + 8, y + i + 8, ref c, ref d);
            Product(x + i + 16, y + i + 16, ref e, ref f);
            Product(x + i + 24, y + i + 24, ref g, ref h);
        }
        for (; i < n; i += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, n - i);
            (Vector256<double> lo, Vector256<double> hi) = Vector256.Widen(Lanes.Load(x + i, lanes));
            (Vector256<double> lo2, Vector256<double> hi2) = Vector256.Widen(Lanes.Load(y + i, lanes));
            a = Vector256.FusedMultiplyAdd(lo, lo2, a);
            b = Vector256.FusedMultiplyAdd(hi, hi2, b);
        }
        return Lanes.Sum(((a + b) + (c + d)) + ((e + f) + (g + h)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Product(float* x, float* y, ref Vector256<double> low, ref Vector256<double> high)
    {
        (Vector256<double> lo, Vector256<double> hi) = Vector256.Widen(Vector256.Load(x));
        (Vector256<double> lo2, Vector256<double> hi2) = Vector256.Widen(Vector256.Load(y));
        low = Vector256.FusedMultiplyAdd(lo, lo2, low);
        high = Vector256.FusedMultiplyAdd(hi, hi2, high);
    }

    // x − x is 0 for finite x and NaN otherwise: a block of 64 is clean when the sum of its differences is no NaN.
    private static long FirstNonFinite(float* x, long n)
    {
        long i = 0;
        for (; i <= n - 64; i += 64)
        {
            Vector256<float> sum = default;
            for (int k = 0; k < 64; k += Lanes.Width)
            {
                Vector256<float> v = Vector256.Load(x + i + k);
                sum += v - v;
            }
            if (!Vector256.EqualsAll(sum, Vector256<float>.Zero)) break;
        }
        for (; i < n; i++)
            if (!float.IsFinite(x[i])) return i;
        return -1;
    }
}

/// <summary>Σ x² over a block in fixed chunks, each summed by one worker: scratch for <see cref="ClipFactor"/>.</summary>
public sealed unsafe class SumOfSquares(string name, FloatBlock x, FloatBlock scratch) : Call(name, Work.Floats(x.Length))
{
    private const int Chunk = 16384;

    /// <summary>Floats of scratch, 8-byte aligned.</summary>
    public static long ScratchFloats(long length) => 2 * Chunks(length);

    internal static int Chunks(long length) => checked((int)((length + Chunk - 1) / Chunk));

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        double* partial = (double*)scratch.Pointer;
        (int first, int end) = step.Share(Chunks(x.Length));
        for (int i = first; i < end; i++)
        {
            float* p = x.Pointer + (long)i * Chunk;
            partial[i] = Reduction.Dot(p, p, (int)Math.Min(Chunk, x.Length - (long)i * Chunk));
        }
    }
}

/// <summary>
/// Clipping by the global norm, after <see cref="SumOfSquares"/>: writes the norm and the factor min(1, maxNorm / (norm + 1e-6))
/// to <see cref="UpdateControl"/>. The factor is not applied here but read by the update.
/// </summary>
public sealed unsafe class ClipFactor(string name, long length, FloatBlock scratch, FloatBlock control, float maxNorm) : Call(name, Work.Floats(1))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (step.Part != 0) return;
        double sum = 0;
        for (int i = 0; i < SumOfSquares.Chunks(length); i++) sum += ((double*)scratch.Pointer)[i];
        double norm = Math.Sqrt(sum);
        control.Pointer[UpdateControl.GradientNorm] = (float)norm;
        // A NaN norm must reach the parameters' check, so it may not be swallowed by a comparison.
        control.Pointer[UpdateControl.GradientScale] = (float)Math.Min(1, maxNorm / (norm + 1e-6));
    }
}
