using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

internal readonly unsafe partial struct MicroKernelAvx512
{
    public static void OuterWide(int rows, float** x, float* acc, PixelRuns* runs)
    {
        if (rows == 8) Outer8x16(x, acc, runs);
        else if (rows == 7) Outer7x16(x, acc, runs);
        else if (rows == 6) Outer6x16(x, acc, runs);
        else Outer5x16(x, acc, runs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer8x16(float** x, float* acc, PixelRuns* runs)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5], x6 = x[6], x7 = x[7];
        Vector512<float> a0 = Vector512.Load(acc);
        Vector512<float> a1 = Vector512.Load(acc + 16);
        Vector512<float> a2 = Vector512.Load(acc + 32);
        Vector512<float> a3 = Vector512.Load(acc + 48);
        Vector512<float> a4 = Vector512.Load(acc + 64);
        Vector512<float> a5 = Vector512.Load(acc + 80);
        Vector512<float> a6 = Vector512.Load(acc + 96);
        Vector512<float> a7 = Vector512.Load(acc + 112);
        nint xStep = runs->XStep, dyStep = runs->DYStep;
        for (nint r = 0; r < runs->Count; r++)
        {
            nint i = runs->X[r], n = runs->Length;
            float* dy = runs->DY[r];
            do
            {
                Vector512<float> d = Vector512.Load(dy);
                a0 = Avx512F.FusedMultiplyAdd(Vector512.Create(x0[i]), d, a0);
                a1 = Avx512F.FusedMultiplyAdd(Vector512.Create(x1[i]), d, a1);
                a2 = Avx512F.FusedMultiplyAdd(Vector512.Create(x2[i]), d, a2);
                a3 = Avx512F.FusedMultiplyAdd(Vector512.Create(x3[i]), d, a3);
                a4 = Avx512F.FusedMultiplyAdd(Vector512.Create(x4[i]), d, a4);
                a5 = Avx512F.FusedMultiplyAdd(Vector512.Create(x5[i]), d, a5);
                a6 = Avx512F.FusedMultiplyAdd(Vector512.Create(x6[i]), d, a6);
                a7 = Avx512F.FusedMultiplyAdd(Vector512.Create(x7[i]), d, a7);
                i += xStep;
                dy += dyStep;
            }
            while (--n > 0);
        }
        a0.Store(acc);
        a1.Store(acc + 16);
        a2.Store(acc + 32);
        a3.Store(acc + 48);
        a4.Store(acc + 64);
        a5.Store(acc + 80);
        a6.Store(acc + 96);
        a7.Store(acc + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer7x16(float** x, float* acc, PixelRuns* runs)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5], x6 = x[6];
        Vector512<float> a0 = Vector512.Load(acc);
        Vector512<float> a1 = Vector512.Load(acc + 16);
        Vector512<float> a2 = Vector512.Load(acc + 32);
        Vector512<float> a3 = Vector512.Load(acc + 48);
        Vector512<float> a4 = Vector512.Load(acc + 64);
        Vector512<float> a5 = Vector512.Load(acc + 80);
        Vector512<float> a6 = Vector512.Load(acc + 96);
        nint xStep = runs->XStep, dyStep = runs->DYStep;
        for (nint r = 0; r < runs->Count; r++)
        {
            nint i = runs->X[r], n = runs->Length;
            float* dy = runs->DY[r];
            do
            {
                Vector512<float> d = Vector512.Load(dy);
                a0 = Avx512F.FusedMultiplyAdd(Vector512.Create(x0[i]), d, a0);
                a1 = Avx512F.FusedMultiplyAdd(Vector512.Create(x1[i]), d, a1);
                a2 = Avx512F.FusedMultiplyAdd(Vector512.Create(x2[i]), d, a2);
                a3 = Avx512F.FusedMultiplyAdd(Vector512.Create(x3[i]), d, a3);
                a4 = Avx512F.FusedMultiplyAdd(Vector512.Create(x4[i]), d, a4);
                a5 = Avx512F.FusedMultiplyAdd(Vector512.Create(x5[i]), d, a5);
                a6 = Avx512F.FusedMultiplyAdd(Vector512.Create(x6[i]), d, a6);
                i += xStep;
                dy += dyStep;
            }
            while (--n > 0);
        }
        a0.Store(acc);
        a1.Store(acc + 16);
        a2.Store(acc + 32);
        a3.Store(acc + 48);
        a4.Store(acc + 64);
        a5.Store(acc + 80);
        a6.Store(acc + 96);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer6x16(float** x, float* acc, PixelRuns* runs)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5];
        Vector512<float> a0 = Vector512.Load(acc);
        Vector512<float> a1 = Vector512.Load(acc + 16);
        Vector512<float> a2 = Vector512.Load(acc + 32);
        Vector512<float> a3 = Vector512.Load(acc + 48);
        Vector512<float> a4 = Vector512.Load(acc + 64);
        Vector512<float> a5 = Vector512.Load(acc + 80);
        nint xStep = runs->XStep, dyStep = runs->DYStep;
        for (nint r = 0; r < runs->Count; r++)
        {
            nint i = runs->X[r], n = runs->Length;
            float* dy = runs->DY[r];
            do
            {
                Vector512<float> d = Vector512.Load(dy);
                a0 = Avx512F.FusedMultiplyAdd(Vector512.Create(x0[i]), d, a0);
                a1 = Avx512F.FusedMultiplyAdd(Vector512.Create(x1[i]), d, a1);
                a2 = Avx512F.FusedMultiplyAdd(Vector512.Create(x2[i]), d, a2);
                a3 = Avx512F.FusedMultiplyAdd(Vector512.Create(x3[i]), d, a3);
                a4 = Avx512F.FusedMultiplyAdd(Vector512.Create(x4[i]), d, a4);
                a5 = Avx512F.FusedMultiplyAdd(Vector512.Create(x5[i]), d, a5);
                i += xStep;
                dy += dyStep;
            }
            while (--n > 0);
        }
        a0.Store(acc);
        a1.Store(acc + 16);
        a2.Store(acc + 32);
        a3.Store(acc + 48);
        a4.Store(acc + 64);
        a5.Store(acc + 80);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer5x16(float** x, float* acc, PixelRuns* runs)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4];
        Vector512<float> a0 = Vector512.Load(acc);
        Vector512<float> a1 = Vector512.Load(acc + 16);
        Vector512<float> a2 = Vector512.Load(acc + 32);
        Vector512<float> a3 = Vector512.Load(acc + 48);
        Vector512<float> a4 = Vector512.Load(acc + 64);
        nint xStep = runs->XStep, dyStep = runs->DYStep;
        for (nint r = 0; r < runs->Count; r++)
        {
            nint i = runs->X[r], n = runs->Length;
            float* dy = runs->DY[r];
            do
            {
                Vector512<float> d = Vector512.Load(dy);
                a0 = Avx512F.FusedMultiplyAdd(Vector512.Create(x0[i]), d, a0);
                a1 = Avx512F.FusedMultiplyAdd(Vector512.Create(x1[i]), d, a1);
                a2 = Avx512F.FusedMultiplyAdd(Vector512.Create(x2[i]), d, a2);
                a3 = Avx512F.FusedMultiplyAdd(Vector512.Create(x3[i]), d, a3);
                a4 = Avx512F.FusedMultiplyAdd(Vector512.Create(x4[i]), d, a4);
                i += xStep;
                dy += dyStep;
            }
            while (--n > 0);
        }
        a0.Store(acc);
        a1.Store(acc + 16);
        a2.Store(acc + 32);
        a3.Store(acc + 48);
        a4.Store(acc + 64);
    }
}
