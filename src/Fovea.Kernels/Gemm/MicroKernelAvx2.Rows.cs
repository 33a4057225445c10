using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>The rows of one pixel: they stream weights, each of which is used once.</summary>
internal readonly unsafe partial struct MicroKernelAvx2
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row1x64(float* x, float* y, float* panel, nint panelStride, TapLoop* taps)
    {
        float* p0 = panel, p1 = p0 + panelStride, p2 = p1 + panelStride, p3 = p2 + panelStride;
        Vector256<float> a0 = Avx.LoadVector256(p0), b0 = Avx.LoadVector256(p0 + 8), a1 = Avx.LoadVector256(p1), b1 = Avx.LoadVector256(p1 + 8);
        Vector256<float> a2 = Avx.LoadVector256(p2), b2 = Avx.LoadVector256(p2 + 8), a3 = Avx.LoadVector256(p3), b3 = Avx.LoadVector256(p3 + 8);
        nint k = 16 + 16 * taps->FirstRow;
        nint* s = taps->Offsets, last = s + taps->Count;
        for (; s < last; s++)
        {
            nint i = *s, end = i + taps->Length;
            do
            {
                Vector256<float> v = Avx.BroadcastScalarToVector256(x + i);
                a0 = Fma.MultiplyAdd(v, Avx.LoadVector256(p0 + k), a0);
                b0 = Fma.MultiplyAdd(v, Avx.LoadVector256(p0 + k + 8), b0);
                a1 = Fma.MultiplyAdd(v, Avx.LoadVector256(p1 + k), a1);
                b1 = Fma.MultiplyAdd(v, Avx.LoadVector256(p1 + k + 8), b1);
                a2 = Fma.MultiplyAdd(v, Avx.LoadVector256(p2 + k), a2);
                b2 = Fma.MultiplyAdd(v, Avx.LoadVector256(p2 + k + 8), b2);
                a3 = Fma.MultiplyAdd(v, Avx.LoadVector256(p3 + k), a3);
                b3 = Fma.MultiplyAdd(v, Avx.LoadVector256(p3 + k + 8), b3);
                k += 16;
                i++;
            }
            while (i < end);
            k += 16 * taps->SkipRows;
        }
        Finish(y, a0, taps);
        Finish(y + 8, b0, taps);
        Finish(y + 16, a1, taps);
        Finish(y + 24, b1, taps);
        Finish(y + 32, a2, taps);
        Finish(y + 40, b2, taps);
        Finish(y + 48, a3, taps);
        Finish(y + 56, b3, taps);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row1x56(float* x, float* y, float* panel, nint panelStride, int channels, TapLoop* taps)
    {
        float* p0 = panel, p1 = p0 + panelStride, p2 = p1 + panelStride, p3 = p2 + panelStride;
        Vector256<float> a0 = Avx.LoadVector256(p0), b0 = Avx.LoadVector256(p0 + 8), a1 = Avx.LoadVector256(p1), b1 = Avx.LoadVector256(p1 + 8);
        Vector256<float> a2 = Avx.LoadVector256(p2), b2 = Avx.LoadVector256(p2 + 8), a3 = Avx.LoadVector256(p3);
        nint k = 16 + 16 * taps->FirstRow;
        p3 += 8 + 8 * taps->FirstRow;
        nint* s = taps->Offsets, last = s + taps->Count;
        for (; s < last; s++)
        {
            nint i = *s, end = i + taps->Length;
            do
            {
                Vector256<float> v = Avx.BroadcastScalarToVector256(x + i);
                a0 = Fma.MultiplyAdd(v, Avx.LoadVector256(p0 + k), a0);
                b0 = Fma.MultiplyAdd(v, Avx.LoadVector256(p0 + k + 8), b0);
                a1 = Fma.MultiplyAdd(v, Avx.LoadVector256(p1 + k), a1);
                b1 = Fma.MultiplyAdd(v, Avx.LoadVector256(p1 + k + 8), b1);
                a2 = Fma.MultiplyAdd(v, Avx.LoadVector256(p2 + k), a2);
                b2 = Fma.MultiplyAdd(v, Avx.LoadVector256(p2 + k + 8), b2);
                a3 = Fma.MultiplyAdd(v, Avx.LoadVector256(p3), a3);
                k += 16;
                p3 += 8;
                i++;
            }
            while (i < end);
            k += 16 * taps->SkipRows;
            p3 += 8 * taps->SkipRows;
        }
        Finish(y, a0, taps);
        Finish(y + 8, b0, taps);
        Finish(y + 16, a1, taps);
        Finish(y + 24, b1, taps);
        Finish(y + 32, a2, taps);
        Finish(y + 40, b2, taps);
        if (channels == 8)
        {
            Finish(y + 48, a3, taps);
            return;
        }
        Avx.Store(taps->Scratch, a3);
        ChannelTail.Store(taps->Scratch, 8, &y, 48, 1, channels, taps->Accumulate, taps->Clamp);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(float* y, Vector256<float> sum, TapLoop* taps)
    {
        if (taps->Accumulate) sum = Avx.Add(sum, Avx.LoadVector256(y));
        if (taps->Clamp != Clamp.None) sum = Avx.Max(Vector256<float>.Zero, sum);
        if (taps->Clamp == Clamp.Relu6) sum = Avx.Min(Vector256.Create(Clamping.Six), sum);
        Avx.Store(y, sum);
    }
}
