using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Portable 128-bit tiles: every tile is made of 6 × 8 blocks with 12 accumulators (4 × 8 for the weight gradient).</summary>
internal readonly unsafe struct MicroKernelVector128 : IMicroKernel
{
    public static int VectorFloats => 4;

    public static int TilePixels => 6;

    public static int OuterRows => 6;

    public static bool HasDots => false;

    public static void TileWide(float** x, float** y, nint yOffset, float* panel, int channels, TapLoop* taps)
    {
        float* t = taps->Scratch;
        Block6x8(x, panel, 16, t, 16, taps);
        Block6x8(x, panel + 8, 16, t + 8, 16, taps);
        ChannelTail.Store(t, 16, y, yOffset, 6, channels, taps->Accumulate, taps->Clamp);
    }

    public static void Tile8x8(float** x, float** y, nint yOffset, float* panel, int channels, TapLoop* taps)
    {
        float* t = taps->Scratch;
        Block6x8(x, panel, 8, t, 8, taps);
        Block6x8(x + 2, panel, 8, t + 16, 8, taps);
        ChannelTail.Store(t, 8, y, yOffset, 8, channels, taps->Accumulate, taps->Clamp);
    }

    public static void Row1x64(float* x, float* y, float* panel, nint panelStride, TapLoop* taps)
    {
        float** same = stackalloc float*[6];
        for (int i = 0; i < 6; i++) same[i] = x;
        for (int p = 0; p < 4; p++, panel += panelStride, y += 16) Row1x16(same, y, panel, taps);
    }

    public static void Row1x56(float* x, float* y, float* panel, nint panelStride, int channels, TapLoop* taps)
    {
        float** same = stackalloc float*[6];
        for (int i = 0; i < 6; i++) same[i] = x;
        for (int p = 0; p < 3; p++, panel += panelStride, y += 16) Row1x16(same, y, panel, taps);
        Block6x8(same, panel, 8, taps->Scratch, 8, taps);
        ChannelTail.Store(taps->Scratch, 8, &y, 0, 1, channels, taps->Accumulate, taps->Clamp);
    }

    private static void Row1x16(float** same, float* y, float* panel, TapLoop* taps)
    {
        float* t = taps->Scratch;
        Block6x8(same, panel, 16, t, 16, taps);
        Block6x8(same, panel + 8, 16, t + 8, 16, taps);
        ChannelTail.Store(t, 16, &y, 0, 1, 16, taps->Accumulate, taps->Clamp);
    }

    public static void Dots(float** x, float* w, nint wStride, int channels, float* sums, TapLoop* taps) => throw new NotSupportedException();

    public static void OuterWide(int rows, float** x, float* acc, PixelRuns* runs) => OuterBlocks(x, acc, runs, rows, 16);

    public static void Outer9x8(float** x, float* acc, PixelRuns* runs) => OuterBlocks(x, acc, runs, 9, 8);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block6x8(float** x, float* w, nint wStride, float* t, nint tStride, TapLoop* taps)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5];
        Vector128<float> a0 = Vector128.Load(w), b0 = Vector128.Load(w + 4);
        Vector128<float> a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0;
        w += wStride * (1 + taps->FirstRow);
        for (nint s = 0; s < taps->Count; s++)
        {
            nint i = taps->Offsets[s], end = i + taps->Length;
            for (; i < end; i++, w += wStride)
            {
                Vector128<float> w0 = Vector128.Load(w), w1 = Vector128.Load(w + 4);
                Vector128<float> v = Vector128.Create(x0[i]);
                a0 = Vector128.MultiplyAddEstimate(v, w0, a0);
                b0 = Vector128.MultiplyAddEstimate(v, w1, b0);
                v = Vector128.Create(x1[i]);
                a1 = Vector128.MultiplyAddEstimate(v, w0, a1);
                b1 = Vector128.MultiplyAddEstimate(v, w1, b1);
                v = Vector128.Create(x2[i]);
                a2 = Vector128.MultiplyAddEstimate(v, w0, a2);
                b2 = Vector128.MultiplyAddEstimate(v, w1, b2);
                v = Vector128.Create(x3[i]);
                a3 = Vector128.MultiplyAddEstimate(v, w0, a3);
                b3 = Vector128.MultiplyAddEstimate(v, w1, b3);
                v = Vector128.Create(x4[i]);
                a4 = Vector128.MultiplyAddEstimate(v, w0, a4);
                b4 = Vector128.MultiplyAddEstimate(v, w1, b4);
                v = Vector128.Create(x5[i]);
                a5 = Vector128.MultiplyAddEstimate(v, w0, a5);
                b5 = Vector128.MultiplyAddEstimate(v, w1, b5);
            }
            w += wStride * taps->SkipRows;
        }
        Put(t, a0, b0);
        Put(t + tStride, a1, b1);
        Put(t + 2 * tStride, a2, b2);
        Put(t + 3 * tStride, a3, b3);
        Put(t + 4 * tStride, a4, b4);
        Put(t + 5 * tStride, a5, b5);
    }

    private static void OuterBlocks(float** x, float* acc, PixelRuns* runs, int rows, int channels)
    {
        for (int r = 0; r < rows; r += 3)
            for (int c = 0; c < channels; c += 8)
                OuterBlock3x8(x[r], x[Math.Min(r + 1, rows - 1)], x[Math.Min(r + 2, rows - 1)], acc + r * channels + c, channels, Math.Min(3, rows - r), c, runs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OuterBlock3x8(float* x0, float* x1, float* x2, float* acc, nint stride, int rows, int channel, PixelRuns* runs)
    {
        float* acc1 = rows > 1 ? acc + stride : acc, acc2 = rows > 2 ? acc + 2 * stride : acc1;
        Vector128<float> a0 = Vector128.Load(acc), b0 = Vector128.Load(acc + 4);
        Vector128<float> a1 = Vector128.Load(acc1), b1 = Vector128.Load(acc1 + 4), a2 = Vector128.Load(acc2), b2 = Vector128.Load(acc2 + 4);
        for (nint r = 0; r < runs->Count; r++)
        {
            nint i = runs->X[r];
            float* dy = runs->DY[r] + channel;
            for (nint n = runs->Length; n > 0; n--, i += runs->XStep, dy += runs->DYStep)
            {
                Vector128<float> d0 = Vector128.Load(dy), d1 = Vector128.Load(dy + 4);
                Vector128<float> v = Vector128.Create(x0[i]);
                a0 = Vector128.MultiplyAddEstimate(v, d0, a0);
                b0 = Vector128.MultiplyAddEstimate(v, d1, b0);
                v = Vector128.Create(x1[i]);
                a1 = Vector128.MultiplyAddEstimate(v, d0, a1);
                b1 = Vector128.MultiplyAddEstimate(v, d1, b1);
                v = Vector128.Create(x2[i]);
                a2 = Vector128.MultiplyAddEstimate(v, d0, a2);
                b2 = Vector128.MultiplyAddEstimate(v, d1, b2);
            }
        }
        Put(acc2, a2, b2);
        Put(acc1, a1, b1);
        Put(acc, a0, b0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* to, Vector128<float> a, Vector128<float> b)
    {
        a.Store(to);
        b.Store(to + 4);
    }
}
