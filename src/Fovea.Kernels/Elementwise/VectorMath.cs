using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>Exponential, hyperbolic tangent and the like for eight floats, to about two units in the last place.</summary>
/// <remarks>
/// Every multiply-add is an explicit fused one, so that all machines give the same bits. NaN goes through.
/// Source: the exponential's polynomial is that of the Cephes library (S. Moshier), the error function's that of N. Juffa.
/// </remarks>
internal static class VectorMath
{
    private const float RoundMagic = 12582912f;

    /// <summary>a·b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, Vector256<float> c)
        => Vector256.FusedMultiplyAdd(a, b, c);

    /// <summary>a·b + c with a constant c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, float c)
        => Vector256.FusedMultiplyAdd(a, b, Vector256.Create(c));

    /// <summary>The larger of two; NaN when either is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b)
        => Vector256.MaxNative(a, b) | Unordered(a, b);

    /// <summary>All bits set where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Unordered(Vector256<float> a, Vector256<float> b)
        => Avx.IsSupported ? Avx.CompareUnordered(a, b) : Vector256.IsNaN(a) | Vector256.IsNaN(b);

    /// <summary>e^x over the entire range, denormal results included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        Vector256<float> above = Vector256.GreaterThan(x, Vector256.Create(89f));
        Vector256<float> below = Vector256.LessThan(x, Vector256.Create(-104f));
        x = Vector256.ConditionalSelect(above, Vector256.Create(89f), Vector256.ConditionalSelect(below, Vector256.Create(-104f), x));
        (Vector256<float> fraction, Vector256<int> n) = Reduce(x);
        Vector256<int> half = n >> 1;
        Vector256<float> y = Vector256<float>.One + fraction;
        return y * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    /// <summary>e^x − 1 for x ≤ 0, relatively accurate near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ExpMinusOneOfNegative(Vector256<float> x)
    {
        x = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(-80f)), Vector256.Create(-80f), x);
        (Vector256<float> fraction, Vector256<int> n) = Reduce(x);
        Vector256<float> scale = PowerOfTwo(n);
        return Fma(fraction, scale, scale - Vector256<float>.One);
    }

    /// <summary>tanh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        Vector256<float> t = ExpMinusOneOfNegative(Vector256.Abs(x) * -2f);
        Vector256<float> magnitude = -t / (t + Vector256.Create(2f));
        return Vector256.ConditionalSelect(Vector256.Create(-0f), x, magnitude);
    }

    /// <summary>1 / (1 + e^−x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + Exp(-x));

    /// <summary>ln(1 + u) for 0 ≤ u ≤ 1, as 2·artanh(u / (2 + u)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LogOnePlus(Vector256<float> u)
    {
        Vector256<float> s = u / (u + Vector256.Create(2f)), z = s * s;
        Vector256<float> p = Vector256.Create(1f / 15);
        p = Fma(p, z, 1f / 13);
        p = Fma(p, z, 1f / 11);
        p = Fma(p, z, 1f / 9);
        p = Fma(p, z, 1f / 7);
        p = Fma(p, z, 1f / 5);
        p = Fma(p, z, 1f / 3);
        return Fma(p * z, s, s) * 2f;
    }

    /// <summary>ln x over the entire range, denormal numbers included; −∞ at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> x)
    {
        Vector256<float> tiny = Vector256.LessThan(x, Vector256.Create(1.17549435e-38f)), one = Vector256<float>.One;
        Vector256<float> scaled = Vector256.ConditionalSelect(tiny, x * 16777216f, x);
        // x = 2^n·m with m between √½ and √2.
        Vector256<int> bits = scaled.AsInt32() - Vector256.Create(0x3f3504f3);
        Vector256<float> n = Vector256.ConvertToSingle(bits >> 23) - (tiny & Vector256.Create(24f));
        Vector256<float> m = ((bits & Vector256.Create(0x007fffff)) + Vector256.Create(0x3f3504f3)).AsSingle() - one, z = m * m;
        Vector256<float> p = Vector256.Create(7.0376836292e-2f);
        p = Fma(p, m, -1.1514610310e-1f);
        p = Fma(p, m, 1.1676998740e-1f);
        p = Fma(p, m, -1.2420140846e-1f);
        p = Fma(p, m, 1.4249322787e-1f);
        p = Fma(p, m, -1.6668057665e-1f);
        p = Fma(p, m, 2.0000714765e-1f);
        p = Fma(p, m, -2.4999993993e-1f);
        p = Fma(p, m, 3.3333331174e-1f);
        Vector256<float> y = Fma(n, Vector256.Create(-2.12194440e-4f), p * m * z);
        y = Fma(z, Vector256.Create(-0.5f), y);
        y = Fma(n, Vector256.Create(0.693359375f), m + y);
        y = Vector256.ConditionalSelect(Vector256.Equals(x, Vector256<float>.Zero), Vector256.Create(float.NegativeInfinity), y);
        y = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero) | Unordered(x, x), Vector256.Create(float.NaN), y);
        return Vector256.ConditionalSelect(Vector256.Equals(x, Vector256.Create(float.PositiveInfinity)), x, y);
    }

    /// <summary>The error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Erf(Vector256<float> a)
    {
        Vector256<float> t = Vector256.Abs(a), tail = Vector256<float>.One - Exp(LogErfc(t));
        return Vector256.ConditionalSelect(IsErfTail(t), Vector256.ConditionalSelect(Vector256.Create(-0f), a, tail), SmallErf(a));
    }

    /// <summary>Φ(x), the distribution function of the standard normal; the small tail is computed directly, not as 1 − …</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> NormalCdf(Vector256<float> x)
    {
        Vector256<float> a = x * 0.70710678f, t = Vector256.Abs(a);
        Vector256<float> small = Fma(SmallErf(a), Vector256.Create(0.5f), 0.5f);
        Vector256<float> tail = Exp(LogErfc(t)) * 0.5f;
        tail = Vector256.ConditionalSelect(Vector256.GreaterThan(a, Vector256<float>.Zero), Vector256<float>.One - tail, tail);
        return Vector256.ConditionalSelect(IsErfTail(t), tail, small);
    }

    // erf a near 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> SmallErf(Vector256<float> a)
    {
        Vector256<float> s = a * a, small = Vector256.Create(-5.96761703e-4f);
        small = Fma(small, s, 4.99119423e-3f);
        small = Fma(small, s, -2.67681349e-2f);
        small = Fma(small, s, 1.12819925e-1f);
        small = Fma(small, s, -3.76125336e-1f);
        small = Fma(small, s, 1.28379166e-1f);
        return Fma(small, a, a);
    }

    // ln(1 − erf t) for t that are not small.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LogErfc(Vector256<float> t)
    {
        Vector256<float> s = t * t;
        Vector256<float> r = Fma(Vector256.Create(-1.72853470e-5f), t, 3.83197126e-4f);
        Vector256<float> u = Fma(Vector256.Create(-3.88396438e-3f), t, 2.42546219e-2f);
        r = Fma(r, s, u);
        r = Fma(r, t, -1.06777877e-1f);
        r = Fma(r, t, -6.34846687e-1f);
        r = Fma(r, t, -1.28717512e-1f);
        return Fma(r, t, -t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> IsErfTail(Vector256<float> t) => Vector256.GreaterThan(t, Vector256.Create(0.927734375f));

    /// <summary>The density of the standard normal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> NormalDensity(Vector256<float> x) => Exp(x * x * -0.5f) * 0.39894228f;

    /// <summary>x = n·ln 2 + r; gives e^r − 1 and n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Fraction, Vector256<int> N) Reduce(Vector256<float> x)
    {
        Vector256<float> shifted = Fma(x, Vector256.Create(1.44269504f), RoundMagic);
        Vector256<float> n = shifted - Vector256.Create(RoundMagic);
        Vector256<float> r = Fma(n, Vector256.Create(-0.693359375f), x);
        r = Fma(n, Vector256.Create(2.12194440e-4f), r);
        Vector256<float> p = Vector256.Create(1.9875691500e-4f);
        p = Fma(p, r, 1.3981999507e-3f);
        p = Fma(p, r, 8.3334519073e-3f);
        p = Fma(p, r, 4.1665795894e-2f);
        p = Fma(p, r, 1.6666665459e-1f);
        p = Fma(p, r, 5.0000001201e-1f);
        return (Fma(p, r * r, r), shifted.AsInt32() - Vector256.Create(RoundMagic).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerOfTwo(Vector256<int> n) => ((n + Vector256.Create(127)) << 23).AsSingle();
}
