using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>512-bit tiles of 8 pixels × 16 channels: 8 accumulators, one weight register, the pixels' values broadcast from memory by the multiply-add.</summary>
/// <remarks>Nine instructions do the work of twenty in the 256-bit tile. Narrow panels and single pixels use the 256-bit kernels.</remarks>
internal readonly unsafe partial struct MicroKernelAvx512 : IMicroKernel
{
    public static int VectorFloats => 16;

    public static int TilePixels => 8;

    public static int OuterRows => 8;

    public static bool HasDots => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TileWide(float** x, float** y, nint yOffset, float* panel, int channels, TapLoop* taps)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5], x6 = x[6], x7 = x[7];
        Vector512<float> a0 = Vector512.Load(panel);
        Vector512<float> a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        float* w = panel + 16 + 16 * taps->FirstRow;
        nint* s = taps->Offsets, last = s + taps->Count;
        for (; s < last; s++)
        {
            nint i = *s, end = i + taps->Length;
            do
            {
                Vector512<float> w0 = Vector512.Load(w);
                a0 = Avx512F.FusedMultiplyAdd(Vector512.Create(x0[i]), w0, a0);
                a1 = Avx512F.FusedMultiplyAdd(Vector512.Create(x1[i]), w0, a1);
                a2 = Avx512F.FusedMultiplyAdd(Vector512.Create(x2[i]), w0, a2);
                a3 = Avx512F.FusedMultiplyAdd(Vector512.Create(x3[i]), w0, a3);
                a4 = Avx512F.FusedMultiplyAdd(Vector512.Create(x4[i]), w0, a4);
                a5 = Avx512F.FusedMultiplyAdd(Vector512.Create(x5[i]), w0, a5);
                a6 = Avx512F.FusedMultiplyAdd(Vector512.Create(x6[i]), w0, a6);
                a7 = Avx512F.FusedMultiplyAdd(Vector512.Create(x7[i]), w0, a7);
                w += 16;
                i++;
            }
            while (i < end);
            w += 16 * taps->SkipRows;
        }

        if (channels < 16)
        {
            float* t = taps->Scratch;
            a0.Store(t);
            a1.Store(t + 16);
            a2.Store(t + 32);
            a3.Store(t + 48);
            a4.Store(t + 64);
            a5.Store(t + 80);
            a6.Store(t + 96);
            a7.Store(t + 112);
            ChannelTail.Store(t, 16, y, yOffset, 8, channels, taps->Accumulate, taps->Clamp);
            return;
        }
        if (taps->Accumulate)
        {
            a0 += Vector512.Load(y[0] + yOffset);
            a1 += Vector512.Load(y[1] + yOffset);
            a2 += Vector512.Load(y[2] + yOffset);
            a3 += Vector512.Load(y[3] + yOffset);
            a4 += Vector512.Load(y[4] + yOffset);
            a5 += Vector512.Load(y[5] + yOffset);
            a6 += Vector512.Load(y[6] + yOffset);
            a7 += Vector512.Load(y[7] + yOffset);
        }
        if (taps->Clamp != Clamp.None)
        {
            Vector512<float> zero = Vector512<float>.Zero;
            a0 = Avx512F.Max(zero, a0);
            a1 = Avx512F.Max(zero, a1);
            a2 = Avx512F.Max(zero, a2);
            a3 = Avx512F.Max(zero, a3);
            a4 = Avx512F.Max(zero, a4);
            a5 = Avx512F.Max(zero, a5);
            a6 = Avx512F.Max(zero, a6);
            a7 = Avx512F.Max(zero, a7);
        }
        if (taps->Clamp == Clamp.Relu6)
        {
            Vector512<float> six = Vector512.Create(Clamping.Six);
            a0 = Avx512F.Min(six, a0);
            a1 = Avx512F.Min(six, a1);
            a2 = Avx512F.Min(six, a2);
            a3 = Avx512F.Min(six, a3);
            a4 = Avx512F.Min(six, a4);
            a5 = Avx512F.Min(six, a5);
            a6 = Avx512F.Min(six, a6);
            a7 = Avx512F.Min(six, a7);
        }
        a0.Store(y[0] + yOffset);
        a1.Store(y[1] + yOffset);
        a2.Store(y[2] + yOffset);
        a3.Store(y[3] + yOffset);
        a4.Store(y[4] + yOffset);
        a5.Store(y[5] + yOffset);
        a6.Store(y[6] + yOffset);
        a7.Store(y[7] + yOffset);
    }

    public static void Tile8x8(float** x, float** y, nint yOffset, float* panel, int channels, TapLoop* taps)
        => MicroKernelAvx2.Tile8x8(x, y, yOffset, panel, channels, taps);

    public static void Row1x64(float* x, float* y, float* panel, nint panelStride, TapLoop* taps)
        => MicroKernelAvx2.Row1x64(x, y, panel, panelStride, taps);

    public static void Row1x56(float* x, float* y, float* panel, nint panelStride, int channels, TapLoop* taps)
        => MicroKernelAvx2.Row1x56(x, y, panel, panelStride, channels, taps);

    public static void Dots(float** x, float* w, nint wStride, int channels, float* sums, TapLoop* taps)
        => MicroKernelAvx2.Dots(x, w, wStride, channels, sums, taps);

    public static void Outer9x8(float** x, float* acc, PixelRuns* runs) => MicroKernelAvx2.Outer9x8(x, acc, runs);
}
