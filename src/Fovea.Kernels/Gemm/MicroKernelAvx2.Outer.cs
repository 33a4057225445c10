using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

internal readonly unsafe partial struct MicroKernelAvx2
{
    public static void OuterWide(int rows, float** x, float* acc, PixelRuns* runs)
    {
        if (rows == 6) Outer6x16(x, acc, runs);
        else Outer5x16(x, acc, runs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer6x16(float** x, float* acc, PixelRuns* runs)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5];
        Vector256<float> a0 = Avx.LoadVector256(acc), b0 = Avx.LoadVector256(acc + 8);
        Vector256<float> a1 = Avx.LoadVector256(acc + 16), b1 = Avx.LoadVector256(acc + 24);
        Vector256<float> a2 = Avx.LoadVector256(acc + 32), b2 = Avx.LoadVector256(acc + 40);
        Vector256<float> a3 = Avx.LoadVector256(acc + 48), b3 = Avx.LoadVector256(acc + 56);
        Vector256<float> a4 = Avx.LoadVector256(acc + 64), b4 = Avx.LoadVector256(acc + 72);
        Vector256<float> a5 = Avx.LoadVector256(acc + 80), b5 = Avx.LoadVector256(acc + 88);
        nint xStep = runs->XStep, dyStep = runs->DYStep;
        for (nint r = 0; r < runs->Count; r++)
        {
            nint i = runs->X[r], n = runs->Length;
            float* dy = runs->DY[r];
            do
            {
                Vector256<float> d0 = Avx.LoadVector256(dy), d1 = Avx.LoadVector256(dy + 8);
                Vector256<float> v = Avx.BroadcastScalarToVector256(x0 + i);
                a0 = Fma.MultiplyAdd(v, d0, a0);
                b0 = Fma.MultiplyAdd(v, d1, b0);
                v = Avx.BroadcastScalarToVector256(x1 + i);
                a1 = Fma.MultiplyAdd(v, d0, a1);
                b1 = Fma.MultiplyAdd(v, d1, b1);
                v = Avx.BroadcastScalarToVector256(x2 + i);
                a2 = Fma.MultiplyAdd(v, d0, a2);
                b2 = Fma.MultiplyAdd(v, d1, b2);
                v = Avx.BroadcastScalarToVector256(x3 + i);
                a3 = Fma.MultiplyAdd(v, d0, a3);
                b3 = Fma.MultiplyAdd(v, d1, b3);
                v = Avx.BroadcastScalarToVector256(x4 + i);
                a4 = Fma.MultiplyAdd(v, d0, a4);
                b4 = Fma.MultiplyAdd(v, d1, b4);
                v = Avx.BroadcastScalarToVector256(x5 + i);
                a5 = Fma.MultiplyAdd(v, d0, a5);
                b5 = Fma.MultiplyAdd(v, d1, b5);
                i += xStep;
                dy += dyStep;
            }
            while (--n > 0);
        }
        Avx.Store(acc, a0);
        Avx.Store(acc + 8, b0);
        Avx.Store(acc + 16, a1);
        Avx.Store(acc + 24, b1);
        Avx.Store(acc + 32, a2);
        Avx.Store(acc + 40, b2);
        Avx.Store(acc + 48, a3);
        Avx.Store(acc + 56, b3);
        Avx.Store(acc + 64, a4);
        Avx.Store(acc + 72, b4);
        Avx.Store(acc + 80, a5);
        Avx.Store(acc + 88, b5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer5x16(float** x, float* acc, PixelRuns* runs)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4];
        Vector256<float> a0 = Avx.LoadVector256(acc), b0 = Avx.LoadVector256(acc + 8);
        Vector256<float> a1 = Avx.LoadVector256(acc + 16), b1 = Avx.LoadVector256(acc + 24);
        Vector256<float> a2 = Avx.LoadVector256(acc + 32), b2 = Avx.LoadVector256(acc + 40);
        Vector256<float> a3 = Avx.LoadVector256(acc + 48), b3 = Avx.LoadVector256(acc + 56);
        Vector256<float> a4 = Avx.LoadVector256(acc + 64), b4 = Avx.LoadVector256(acc + 72);
        nint xStep = runs->XStep, dyStep = runs->DYStep;
        for (nint r = 0; r < runs->Count; r++)
        {
            nint i = runs->X[r], n = runs->Length;
            float* dy = runs->DY[r];
            do
            {
                Vector256<float> d0 = Avx.LoadVector256(dy), d1 = Avx.LoadVector256(dy + 8);
                Vector256<float> v = Avx.BroadcastScalarToVector256(x0 + i);
                a0 = Fma.MultiplyAdd(v, d0, a0);
                b0 = Fma.MultiplyAdd(v, d1, b0);
                v = Avx.BroadcastScalarToVector256(x1 + i);
                a1 = Fma.MultiplyAdd(v, d0, a1);
                b1 = Fma.MultiplyAdd(v, d1, b1);
                v = Avx.BroadcastScalarToVector256(x2 + i);
                a2 = Fma.MultiplyAdd(v, d0, a2);
                b2 = Fma.MultiplyAdd(v, d1, b2);
                v = Avx.BroadcastScalarToVector256(x3 + i);
                a3 = Fma.MultiplyAdd(v, d0, a3);
                b3 = Fma.MultiplyAdd(v, d1, b3);
                v = Avx.BroadcastScalarToVector256(x4 + i);
                a4 = Fma.MultiplyAdd(v, d0, a4);
                b4 = Fma.MultiplyAdd(v, d1, b4);
                i += xStep;
                dy += dyStep;
            }
            while (--n > 0);
        }
        Avx.Store(acc, a0);
        Avx.Store(acc + 8, b0);
        Avx.Store(acc + 16, a1);
        Avx.Store(acc + 24, b1);
        Avx.Store(acc + 32, a2);
        Avx.Store(acc + 40, b2);
        Avx.Store(acc + 48, a3);
        Avx.Store(acc + 56, b3);
        Avx.Store(acc + 64, a4);
        Avx.Store(acc + 72, b4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Outer9x8(float** x, float* acc, PixelRuns* runs)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5], x6 = x[6], x7 = x[7], x8 = x[8];
        Vector256<float> a0 = Avx.LoadVector256(acc);
        Vector256<float> a1 = Avx.LoadVector256(acc + 8);
        Vector256<float> a2 = Avx.LoadVector256(acc + 16);
        Vector256<float> a3 = Avx.LoadVector256(acc + 24);
        Vector256<float> a4 = Avx.LoadVector256(acc + 32);
        Vector256<float> a5 = Avx.LoadVector256(acc + 40);
        Vector256<float> a6 = Avx.LoadVector256(acc + 48);
        Vector256<float> a7 = Avx.LoadVector256(acc + 56);
        Vector256<float> a8 = Avx.LoadVector256(acc + 64);
        nint xStep = runs->XStep, dyStep = runs->DYStep;
        for (nint r = 0; r < runs->Count; r++)
        {
            nint i = runs->X[r], n = runs->Length;
            float* dy = runs->DY[r];
            do
            {
                Vector256<float> d0 = Avx.LoadVector256(dy);
                a0 = Fma.MultiplyAdd(Vector256.Create(x0[i]), d0, a0);
                a1 = Fma.MultiplyAdd(Vector256.Create(x1[i]), d0, a1);
                a2 = Fma.MultiplyAdd(Vector256.Create(x2[i]), d0, a2);
                a3 = Fma.MultiplyAdd(Vector256.Create(x3[i]), d0, a3);
                a4 = Fma.MultiplyAdd(Vector256.Create(x4[i]), d0, a4);
                a5 = Fma.MultiplyAdd(Vector256.Create(x5[i]), d0, a5);
                a6 = Fma.MultiplyAdd(Vector256.Create(x6[i]), d0, a6);
                a7 = Fma.MultiplyAdd(Vector256.Create(x7[i]), d0, a7);
                a8 = Fma.MultiplyAdd(Vector256.Create(x8[i]), d0, a8);
                i += xStep;
                dy += dyStep;
            }
            while (--n > 0);
        }
        Avx.Store(acc, a0);
        Avx.Store(acc + 8, a1);
        Avx.Store(acc + 16, a2);
        Avx.Store(acc + 24, a3);
        Avx.Store(acc + 32, a4);
        Avx.Store(acc + 40, a5);
        Avx.Store(acc + 48, a6);
        Avx.Store(acc + 56, a7);
        Avx.Store(acc + 64, a8);
    }
}
