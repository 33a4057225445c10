using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>The tiles whose vectors lie along the sum: few outputs, each a dot product of contiguous runs.</summary>
internal readonly unsafe partial struct MicroKernelAvx2
{
    public static void Dots(float** x, float* w, nint wStride, int channels, float* sums, TapLoop* taps)
    {
        if (channels == 1) Dots8x1(x, w, sums, taps);
        else Dots4x3(x, w, wStride, sums, taps);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots8x1(float** x, float* w, float* sums, TapLoop* taps)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5], x6 = x[6], x7 = x[7];
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        nint* s = taps->Offsets, last = s + taps->Count;
        for (; s < last; s++)
        {
            nint i = *s, end = i + taps->Length;
            do
            {
                Vector256<float> w0 = Avx.LoadVector256(w);
                a0 = Fma.MultiplyAdd(w0, Avx.LoadVector256(x0 + i), a0);
                a1 = Fma.MultiplyAdd(w0, Avx.LoadVector256(x1 + i), a1);
                a2 = Fma.MultiplyAdd(w0, Avx.LoadVector256(x2 + i), a2);
                a3 = Fma.MultiplyAdd(w0, Avx.LoadVector256(x3 + i), a3);
                a4 = Fma.MultiplyAdd(w0, Avx.LoadVector256(x4 + i), a4);
                a5 = Fma.MultiplyAdd(w0, Avx.LoadVector256(x5 + i), a5);
                a6 = Fma.MultiplyAdd(w0, Avx.LoadVector256(x6 + i), a6);
                a7 = Fma.MultiplyAdd(w0, Avx.LoadVector256(x7 + i), a7);
                w += 8;
                i += 8;
            }
            while (i < end);
        }
        Avx.Store(sums, Sums(a0, a1, a2, a3, a4, a5, a6, a7));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots4x3(float** x, float* w, nint wStride, float* sums, TapLoop* taps)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3];
        float* w0 = w, w1 = w + wStride, w2 = w1 + wStride;
        Vector256<float> a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
        Vector256<float> c0 = default, c1 = default, c2 = default, d0 = default, d1 = default, d2 = default;
        nint k = 0;
        nint* s = taps->Offsets, last = s + taps->Count;
        for (; s < last; s++)
        {
            nint i = *s, end = i + taps->Length;
            do
            {
                Vector256<float> u0 = Avx.LoadVector256(w0 + k), u1 = Avx.LoadVector256(w1 + k), u2 = Avx.LoadVector256(w2 + k);
                Vector256<float> v = Avx.LoadVector256(x0 + i);
                a0 = Fma.MultiplyAdd(v, u0, a0);
                a1 = Fma.MultiplyAdd(v, u1, a1);
                a2 = Fma.MultiplyAdd(v, u2, a2);
                v = Avx.LoadVector256(x1 + i);
                b0 = Fma.MultiplyAdd(v, u0, b0);
                b1 = Fma.MultiplyAdd(v, u1, b1);
                b2 = Fma.MultiplyAdd(v, u2, b2);
                v = Avx.LoadVector256(x2 + i);
                c0 = Fma.MultiplyAdd(v, u0, c0);
                c1 = Fma.MultiplyAdd(v, u1, c1);
                c2 = Fma.MultiplyAdd(v, u2, c2);
                v = Avx.LoadVector256(x3 + i);
                d0 = Fma.MultiplyAdd(v, u0, d0);
                d1 = Fma.MultiplyAdd(v, u1, d1);
                d2 = Fma.MultiplyAdd(v, u2, d2);
                k += 8;
                i += 8;
            }
            while (i < end);
        }
        Avx.Store(sums, Sums(a0, a1, a2, b0, b1, b2, c0, c1));
        Avx.Store(sums + 8, Sums(c2, d0, d1, d2, default, default, default, default));
    }

    // Lane i of the result is the sum of the i-th vector, halves first: the same for every lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Sums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Vector256<float> e, Vector256<float> f,
        Vector256<float> g, Vector256<float> h)
    {
        Vector256<float> abcd = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
        Vector256<float> efgh = Avx.HorizontalAdd(Avx.HorizontalAdd(e, f), Avx.HorizontalAdd(g, h));
        return Avx.Add(Avx.Permute2x128(abcd, efgh, 0x20), Avx.Permute2x128(abcd, efgh, 0x31));
    }
}
