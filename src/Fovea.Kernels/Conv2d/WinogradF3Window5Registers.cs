using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Fovea.Kernels.WinogradF3Window5;

namespace Fovea.Kernels;

/// <summary>The transforms of <see cref="WinogradF3Window5"/> on 512-bit vectors, with what lies between columns and rows in registers instead of memory.</summary>
/// <remarks>A 512-bit store takes two cycles on Zen 4: the 49 (21 for outputs) between the passes cost as much as the arithmetic. The same operations in the same order.</remarks>
internal static unsafe class WinogradF3Window5Registers
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(float* d, nint row, nint col, float* v, nint frequency, int channels)
    {
        for (int c = 0; c < channels; c += 16, d += 16, v += 16)
        {
            // A point and its negative at a time: 14 results; the columns are read again for each pair.
            Pair(d, row, col, v, frequency, (float)A, (float)-(B2 + C2), (float)(B2 * C2));
            Pair(d, row, col, v + 14 * frequency, frequency, (float)B, (float)-(A2 + C2), (float)(A2 * C2));
            Pair(d, row, col, v + 28 * frequency, frequency, (float)C, (float)-(A2 + B2), (float)(A2 * B2));
            Row(Last(d, row), Last(d + col, row), Last(d + 2 * col, row), Last(d + 3 * col, row), Last(d + 4 * col, row), Last(d + 5 * col, row), Last(d + 6 * col, row),
                v + 42 * frequency, frequency);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float* m, nint frequency, float* y, nint row, nint col, int channels, float* bias, bool accumulate, Clamp clamp)
    {
        nint step = 7 * frequency;
        for (int c = 0; c < channels; c += 16, m += 16, y += 16)
        {
            Interpolate<Ops512, Vector512<float>>(m, step, out Vector512<float> x0, out Vector512<float> y0, out Vector512<float> z0);
            Interpolate<Ops512, Vector512<float>>(m + frequency, step, out Vector512<float> x1, out Vector512<float> y1, out Vector512<float> z1);
            Interpolate<Ops512, Vector512<float>>(m + 2 * frequency, step, out Vector512<float> x2, out Vector512<float> y2, out Vector512<float> z2);
            Interpolate<Ops512, Vector512<float>>(m + 3 * frequency, step, out Vector512<float> x3, out Vector512<float> y3, out Vector512<float> z3);
            Interpolate<Ops512, Vector512<float>>(m + 4 * frequency, step, out Vector512<float> x4, out Vector512<float> y4, out Vector512<float> z4);
            Interpolate<Ops512, Vector512<float>>(m + 5 * frequency, step, out Vector512<float> x5, out Vector512<float> y5, out Vector512<float> z5);
            Interpolate<Ops512, Vector512<float>>(m + 6 * frequency, step, out Vector512<float> x6, out Vector512<float> y6, out Vector512<float> z6);
            Vector512<float> b = Vector512.Load(bias + c);
            Finish(x0, x1, x2, x3, x4, x5, x6, b, y, col, accumulate, clamp);
            Finish(y0, y1, y2, y3, y4, y5, y6, b, y + row, col, accumulate, clamp);
            Finish(z0, z1, z2, z3, z4, z5, z6, b, y + 2 * row, col, accumulate, clamp);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(float* d, nint row, nint col, float* v, nint frequency, float point, float k3, float k1)
    {
        Both(d, row, point, k3, k1, out Vector512<float> p0, out Vector512<float> m0);
        Both(d + col, row, point, k3, k1, out Vector512<float> p1, out Vector512<float> m1);
        Both(d + 2 * col, row, point, k3, k1, out Vector512<float> p2, out Vector512<float> m2);
        Both(d + 3 * col, row, point, k3, k1, out Vector512<float> p3, out Vector512<float> m3);
        Both(d + 4 * col, row, point, k3, k1, out Vector512<float> p4, out Vector512<float> m4);
        Both(d + 5 * col, row, point, k3, k1, out Vector512<float> p5, out Vector512<float> m5);
        Both(d + 6 * col, row, point, k3, k1, out Vector512<float> p6, out Vector512<float> m6);
        Row(p0, p1, p2, p3, p4, p5, p6, v, frequency);
        Row(m0, m1, m2, m3, m4, m5, m6, v + 7 * frequency, frequency);
    }

    // A column at a point and its negative.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Both(float* d, nint step, float point, float k3, float k1, out Vector512<float> plus, out Vector512<float> minus)
    {
        Vector512<float> odd = Plus(Plus(Vector512.Load(d + 5 * step), k3, Vector512.Load(d + 3 * step)), k1, Vector512.Load(d + step));
        Vector512<float> even = Times(point, Plus(Plus(Vector512.Load(d + 4 * step), k3, Vector512.Load(d + 2 * step)), k1, Vector512.Load(d)));
        plus = odd + even;
        minus = odd - even;
    }

    // A column at ∞.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Last(float* d, nint step)
        => Last(Vector512.Load(d), Vector512.Load(d + 2 * step), Vector512.Load(d + 4 * step), Vector512.Load(d + 6 * step));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Last(Vector512<float> d0, Vector512<float> d2, Vector512<float> d4, Vector512<float> d6)
        => Plus(Plus(Plus(d6, (float)-(A2 + B2 + C2), d4), (float)((A2 * B2) + (A2 * C2) + (B2 * C2)), d2), (float)-(A2 * B2 * C2), d0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(Vector512<float> d0, Vector512<float> d1, Vector512<float> d2, Vector512<float> d3, Vector512<float> d4, Vector512<float> d5, Vector512<float> d6,
        float* v, nint step)
    {
        Vector512<float> odd = Plus(Plus(d5, (float)-(B2 + C2), d3), (float)(B2 * C2), d1), even = Times((float)A, Plus(Plus(d4, (float)-(B2 + C2), d2), (float)(B2 * C2), d0));
        (odd + even).Store(v);
        (odd - even).Store(v + step);
        odd = Plus(Plus(d5, (float)-(A2 + C2), d3), (float)(A2 * C2), d1);
        even = Times((float)B, Plus(Plus(d4, (float)-(A2 + C2), d2), (float)(A2 * C2), d0));
        (odd + even).Store(v + 2 * step);
        (odd - even).Store(v + 3 * step);
        odd = Plus(Plus(d5, (float)-(A2 + B2), d3), (float)(A2 * B2), d1);
        even = Times((float)C, Plus(Plus(d4, (float)-(A2 + B2), d2), (float)(A2 * B2), d0));
        (odd + even).Store(v + 4 * step);
        (odd - even).Store(v + 5 * step);
        Last(d0, d2, d4, d6).Store(v + 6 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(Vector512<float> m0, Vector512<float> m1, Vector512<float> m2, Vector512<float> m3, Vector512<float> m4, Vector512<float> m5, Vector512<float> m6,
        Vector512<float> bias, float* to, nint col, bool accumulate, Clamp clamp)
    {
        Vector512<float> a = m0 + m1, b = m2 + m3, c = m4 + m5;
        Vector512<float> y0 = bias + ((a + b) + c);
        Vector512<float> y1 = bias + Plus(Plus(Times((float)A, m0 - m1), (float)B, m2 - m3), (float)C, m4 - m5);
        Vector512<float> y2 = bias + Plus(Plus(Plus(m6, (float)A2, a), (float)B2, b), (float)C2, c);
        if (accumulate)
        {
            y0 += Vector512.Load(to);
            y1 += Vector512.Load(to + col);
            y2 += Vector512.Load(to + 2 * col);
        }
        if (clamp != Clamp.None)
        {
            y0 = Ops512.Floor(y0);
            y1 = Ops512.Floor(y1);
            y2 = Ops512.Floor(y2);
        }
        if (clamp == Clamp.Relu6)
        {
            y0 = Ops512.Ceiling(y0);
            y1 = Ops512.Ceiling(y1);
            y2 = Ops512.Ceiling(y2);
        }
        y0.Store(to);
        y1.Store(to + col);
        y2.Store(to + 2 * col);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Times(float k, Vector512<float> a) => Avx512F.Multiply(Vector512.Create(k), a);

    // a + k·b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Plus(Vector512<float> a, float k, Vector512<float> b) => Avx512F.FusedMultiplyAdd(Vector512.Create(k), b, a);
}
