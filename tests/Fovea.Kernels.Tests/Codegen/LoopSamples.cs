using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels.Tests;

/// <summary>A sound loop, and two with the faults that the check exists for.</summary>
internal static unsafe class LoopSamples
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sound(float* x, float* y, nint n)
    {
        Vector256<float> a = default, b = default, c = default, d = default;
        do
        {
            Vector256<float> v = Avx.BroadcastScalarToVector256(x);
            a = Fma.MultiplyAdd(v, Avx.LoadVector256(y), a);
            b = Fma.MultiplyAdd(v, Avx.LoadVector256(y + 8), b);
            c = Fma.MultiplyAdd(v, Avx.LoadVector256(y + 16), c);
            d = Fma.MultiplyAdd(v, Avx.LoadVector256(y + 24), d);
            x++;
            y += 32;
        }
        while (--n > 0);
        Avx.Store(x, Avx.Add(Avx.Add(a, b), Avx.Add(c, d)));
    }

    /// <summary>Four multiply-adds on two sums: each waits for the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TwoSumsForFour(float* x, float* y, nint n)
    {
        Vector256<float> a = default, b = default;
        do
        {
            Vector256<float> v = Avx.BroadcastScalarToVector256(x);
            a = Fma.MultiplyAdd(v, Avx.LoadVector256(y), a);
            b = Fma.MultiplyAdd(v, Avx.LoadVector256(y + 8), b);
            a = Fma.MultiplyAdd(v, Avx.LoadVector256(y + 16), a);
            b = Fma.MultiplyAdd(v, Avx.LoadVector256(y + 24), b);
            x++;
            y += 32;
        }
        while (--n > 0);
        Avx.Store(x, Avx.Add(a, b));
    }

    /// <summary>Thirty-six sums: more than the 32 registers of AVX-512, let alone 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TooManySums(float* x, float* y, nint n)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default, a8 = default;
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default, b8 = default;
        Vector256<float> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default, c8 = default;
        Vector256<float> d0 = default, d1 = default, d2 = default, d3 = default, d4 = default, d5 = default, d6 = default, d7 = default, d8 = default;
        do
        {
            Vector256<float> v = Avx.LoadVector256(y), w = Avx.BroadcastScalarToVector256(x);
            (a0, a1, a2) = (Fma.MultiplyAdd(v, w, a0), Fma.MultiplyAdd(v, w, a1), Fma.MultiplyAdd(v, w, a2));
            (a3, a4, a5) = (Fma.MultiplyAdd(v, w, a3), Fma.MultiplyAdd(v, w, a4), Fma.MultiplyAdd(v, w, a5));
            (a6, a7, a8) = (Fma.MultiplyAdd(v, w, a6), Fma.MultiplyAdd(v, w, a7), Fma.MultiplyAdd(v, w, a8));
            (b0, b1, b2) = (Fma.MultiplyAdd(v, a0, b0), Fma.MultiplyAdd(v, a1, b1), Fma.MultiplyAdd(v, a2, b2));
            (b3, b4, b5) = (Fma.MultiplyAdd(v, a3, b3), Fma.MultiplyAdd(v, a4, b4), Fma.MultiplyAdd(v, a5, b5));
            (b6, b7, b8) = (Fma.MultiplyAdd(v, a6, b6), Fma.MultiplyAdd(v, a7, b7), Fma.MultiplyAdd(v, a8, b8));
            (c0, c1, c2) = (Fma.MultiplyAdd(v, b0, c0), Fma.MultiplyAdd(v, b1, c1), Fma.MultiplyAdd(v, b2, c2));
            (c3, c4, c5) = (Fma.MultiplyAdd(v, b3, c3), Fma.MultiplyAdd(v, b4, c4), Fma.MultiplyAdd(v, b5, c5));
            (c6, c7, c8) = (Fma.MultiplyAdd(v, b6, c6), Fma.MultiplyAdd(v, b7, c7), Fma.MultiplyAdd(v, b8, c8));
            (d0, d1, d2) = (Fma.MultiplyAdd(v, c0, d0), Fma.MultiplyAdd(v, c1, d1), Fma.MultiplyAdd(v, c2, d2));
            (d3, d4, d5) = (Fma.MultiplyAdd(v, c3, d3), Fma.MultiplyAdd(v, c4, d4), Fma.MultiplyAdd(v, c5, d5));
            (d6, d7, d8) = (Fma.MultiplyAdd(v, c6, d6), Fma.MultiplyAdd(v, c7, d7), Fma.MultiplyAdd(v, c8, d8));
            x++;
            y += 8;
        }
        while (--n > 0);
        Avx.Store(x, d0 + d1 + d2 + d3 + d4 + d5 + d6 + d7 + d8);
    }
}
