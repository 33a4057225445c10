using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>256-bit tiles. A lane is an output channel; a register row is a pixel, or a (tap, input channel) in the weight gradient.</summary>
/// <remarks>
/// Each method is a leaf with 12, 10, 9 or 8 accumulators: no calls while they live, or every one of them spills
/// (System V has no callee-saved vector registers). Fma.MultiplyAdd(a, b, acc) with acc a plain local gives vfmadd231ps in place.
/// </remarks>
internal readonly unsafe partial struct MicroKernelAvx2 : IMicroKernel
{
    public static int VectorFloats => 8;

    public static int TilePixels => 6;

    public static int OuterRows => 6;

    public static bool HasDots => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TileWide(float** x, float** y, nint yOffset, float* panel, int channels, TapLoop* taps)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5];
        Vector256<float> a0 = Avx.LoadVector256(panel), b0 = Avx.LoadVector256(panel + 8);
        Vector256<float> a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0;
        float* w = panel + 16 + 16 * taps->FirstRow;
        nint length = taps->Length;
        nint* s = taps->Offsets, last = s + taps->Count;
        for (; s < last; s++)
        {
            nint i = *s, end = i + length;
            do
            {
                Vector256<float> w0 = Avx.LoadVector256(w), w1 = Avx.LoadVector256(w + 8);
                Vector256<float> v = Avx.BroadcastScalarToVector256(x0 + i);
                a0 = Fma.MultiplyAdd(v, w0, a0);
                b0 = Fma.MultiplyAdd(v, w1, b0);
                v = Avx.BroadcastScalarToVector256(x1 + i);
                a1 = Fma.MultiplyAdd(v, w0, a1);
                b1 = Fma.MultiplyAdd(v, w1, b1);
                v = Avx.BroadcastScalarToVector256(x2 + i);
                a2 = Fma.MultiplyAdd(v, w0, a2);
                b2 = Fma.MultiplyAdd(v, w1, b2);
                v = Avx.BroadcastScalarToVector256(x3 + i);
                a3 = Fma.MultiplyAdd(v, w0, a3);
                b3 = Fma.MultiplyAdd(v, w1, b3);
                v = Avx.BroadcastScalarToVector256(x4 + i);
                a4 = Fma.MultiplyAdd(v, w0, a4);
                b4 = Fma.MultiplyAdd(v, w1, b4);
                v = Avx.BroadcastScalarToVector256(x5 + i);
                a5 = Fma.MultiplyAdd(v, w0, a5);
                b5 = Fma.MultiplyAdd(v, w1, b5);
                w += 16;
                i++;
            }
            while (i < end);
            w += 16 * taps->SkipRows;
        }

        if (channels < 16)
        {
            float* t = taps->Scratch;
            Avx.Store(t, a0);
            Avx.Store(t + 8, b0);
            Avx.Store(t + 16, a1);
            Avx.Store(t + 24, b1);
            Avx.Store(t + 32, a2);
            Avx.Store(t + 40, b2);
            Avx.Store(t + 48, a3);
            Avx.Store(t + 56, b3);
            Avx.Store(t + 64, a4);
            Avx.Store(t + 72, b4);
            Avx.Store(t + 80, a5);
            Avx.Store(t + 88, b5);
            ChannelTail.Store(t, 16, y, yOffset, 6, channels, taps->Accumulate, taps->Clamp);
            return;
        }

        float* y0 = y[0] + yOffset, y1 = y[1] + yOffset, y2 = y[2] + yOffset, y3 = y[3] + yOffset, y4 = y[4] + yOffset, y5 = y[5] + yOffset;
        if (taps->Accumulate)
        {
            a0 = Avx.Add(a0, Avx.LoadVector256(y0));
            b0 = Avx.Add(b0, Avx.LoadVector256(y0 + 8));
            a1 = Avx.Add(a1, Avx.LoadVector256(y1));
            b1 = Avx.Add(b1, Avx.LoadVector256(y1 + 8));
            a2 = Avx.Add(a2, Avx.LoadVector256(y2));
            b2 = Avx.Add(b2, Avx.LoadVector256(y2 + 8));
            a3 = Avx.Add(a3, Avx.LoadVector256(y3));
            b3 = Avx.Add(b3, Avx.LoadVector256(y3 + 8));
            a4 = Avx.Add(a4, Avx.LoadVector256(y4));
            b4 = Avx.Add(b4, Avx.LoadVector256(y4 + 8));
            a5 = Avx.Add(a5, Avx.LoadVector256(y5));
            b5 = Avx.Add(b5, Avx.LoadVector256(y5 + 8));
        }
        if (taps->Clamp != Clamp.None)
        {
            // vmaxps and vminps give their second operand when either is NaN: the constant first lets NaN through.
            Vector256<float> zero = Vector256<float>.Zero;
            a0 = Avx.Max(zero, a0);
            b0 = Avx.Max(zero, b0);
            a1 = Avx.Max(zero, a1);
            b1 = Avx.Max(zero, b1);
            a2 = Avx.Max(zero, a2);
            b2 = Avx.Max(zero, b2);
            a3 = Avx.Max(zero, a3);
            b3 = Avx.Max(zero, b3);
            a4 = Avx.Max(zero, a4);
            b4 = Avx.Max(zero, b4);
            a5 = Avx.Max(zero, a5);
            b5 = Avx.Max(zero, b5);
        }
        if (taps->Clamp == Clamp.Relu6)
        {
            Vector256<float> six = Vector256.Create(Clamping.Six);
            a0 = Avx.Min(six, a0);
            b0 = Avx.Min(six, b0);
            a1 = Avx.Min(six, a1);
            b1 = Avx.Min(six, b1);
            a2 = Avx.Min(six, a2);
            b2 = Avx.Min(six, b2);
            a3 = Avx.Min(six, a3);
            b3 = Avx.Min(six, b3);
            a4 = Avx.Min(six, a4);
            b4 = Avx.Min(six, b4);
            a5 = Avx.Min(six, a5);
            b5 = Avx.Min(six, b5);
        }
        Avx.Store(y0, a0);
        Avx.Store(y0 + 8, b0);
        Avx.Store(y1, a1);
        Avx.Store(y1 + 8, b1);
        Avx.Store(y2, a2);
        Avx.Store(y2 + 8, b2);
        Avx.Store(y3, a3);
        Avx.Store(y3 + 8, b3);
        Avx.Store(y4, a4);
        Avx.Store(y4 + 8, b4);
        Avx.Store(y5, a5);
        Avx.Store(y5 + 8, b5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile8x8(float** x, float** y, nint yOffset, float* panel, int channels, TapLoop* taps)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5], x6 = x[6], x7 = x[7];
        Vector256<float> a0 = Avx.LoadVector256(panel);
        Vector256<float> a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        float* w = panel + 8 + 8 * taps->FirstRow;
        nint* s = taps->Offsets, last = s + taps->Count;
        // Half the loads of the general loop beside the pixels': this tile is bound by loads.
        if (taps->Length == 1 && taps->SkipRows == 0)
        {
            for (; s < last; s++, w += 8)
            {
                nint i = *s;
                Vector256<float> w0 = Avx.LoadVector256(w);
                a0 = Fma.MultiplyAdd(Vector256.Create(x0[i]), w0, a0);
                a1 = Fma.MultiplyAdd(Vector256.Create(x1[i]), w0, a1);
                a2 = Fma.MultiplyAdd(Vector256.Create(x2[i]), w0, a2);
                a3 = Fma.MultiplyAdd(Vector256.Create(x3[i]), w0, a3);
                a4 = Fma.MultiplyAdd(Vector256.Create(x4[i]), w0, a4);
                a5 = Fma.MultiplyAdd(Vector256.Create(x5[i]), w0, a5);
                a6 = Fma.MultiplyAdd(Vector256.Create(x6[i]), w0, a6);
                a7 = Fma.MultiplyAdd(Vector256.Create(x7[i]), w0, a7);
            }
        }
        for (; s < last; s++)
        {
            nint i = *s, end = i + taps->Length;
            do
            {
                Vector256<float> w0 = Avx.LoadVector256(w);
                a0 = Fma.MultiplyAdd(Vector256.Create(x0[i]), w0, a0);
                a1 = Fma.MultiplyAdd(Vector256.Create(x1[i]), w0, a1);
                a2 = Fma.MultiplyAdd(Vector256.Create(x2[i]), w0, a2);
                a3 = Fma.MultiplyAdd(Vector256.Create(x3[i]), w0, a3);
                a4 = Fma.MultiplyAdd(Vector256.Create(x4[i]), w0, a4);
                a5 = Fma.MultiplyAdd(Vector256.Create(x5[i]), w0, a5);
                a6 = Fma.MultiplyAdd(Vector256.Create(x6[i]), w0, a6);
                a7 = Fma.MultiplyAdd(Vector256.Create(x7[i]), w0, a7);
                w += 8;
                i++;
            }
            while (i < end);
            w += 8 * taps->SkipRows;
        }

        // Pixels that follow each other: whole vectors, each overwriting what its predecessor spilled; only the last is
        // stored in pieces. From 4 channels on no spill passes the last pixel; repeated pixels lie at the end.
        bool spill = channels >= 4 && y[7] - y[0] == 7 * channels && y[1] != y[0] && y[7] != y[6] && !taps->Accumulate;
        if (channels < 8 && !spill)
        {
            float* t = taps->Scratch;
            Avx.Store(t, a0);
            Avx.Store(t + 8, a1);
            Avx.Store(t + 16, a2);
            Avx.Store(t + 24, a3);
            Avx.Store(t + 32, a4);
            Avx.Store(t + 40, a5);
            Avx.Store(t + 48, a6);
            Avx.Store(t + 56, a7);
            ChannelTail.Store(t, 8, y, yOffset, 8, channels, taps->Accumulate, taps->Clamp);
            return;
        }
        if (taps->Accumulate)
        {
            a0 = Avx.Add(a0, Avx.LoadVector256(y[0] + yOffset));
            a1 = Avx.Add(a1, Avx.LoadVector256(y[1] + yOffset));
            a2 = Avx.Add(a2, Avx.LoadVector256(y[2] + yOffset));
            a3 = Avx.Add(a3, Avx.LoadVector256(y[3] + yOffset));
            a4 = Avx.Add(a4, Avx.LoadVector256(y[4] + yOffset));
            a5 = Avx.Add(a5, Avx.LoadVector256(y[5] + yOffset));
            a6 = Avx.Add(a6, Avx.LoadVector256(y[6] + yOffset));
            a7 = Avx.Add(a7, Avx.LoadVector256(y[7] + yOffset));
        }
        if (taps->Clamp != Clamp.None)
        {
            Vector256<float> zero = Vector256<float>.Zero;
            a0 = Avx.Max(zero, a0);
            a1 = Avx.Max(zero, a1);
            a2 = Avx.Max(zero, a2);
            a3 = Avx.Max(zero, a3);
            a4 = Avx.Max(zero, a4);
            a5 = Avx.Max(zero, a5);
            a6 = Avx.Max(zero, a6);
            a7 = Avx.Max(zero, a7);
        }
        if (taps->Clamp == Clamp.Relu6)
        {
            Vector256<float> six = Vector256.Create(Clamping.Six);
            a0 = Avx.Min(six, a0);
            a1 = Avx.Min(six, a1);
            a2 = Avx.Min(six, a2);
            a3 = Avx.Min(six, a3);
            a4 = Avx.Min(six, a4);
            a5 = Avx.Min(six, a5);
            a6 = Avx.Min(six, a6);
            a7 = Avx.Min(six, a7);
        }
        Avx.Store(y[0] + yOffset, a0);
        Avx.Store(y[1] + yOffset, a1);
        Avx.Store(y[2] + yOffset, a2);
        Avx.Store(y[3] + yOffset, a3);
        Avx.Store(y[4] + yOffset, a4);
        Avx.Store(y[5] + yOffset, a5);
        Avx.Store(y[6] + yOffset, a6);
        if (channels == 8)
        {
            Avx.Store(y[7] + yOffset, a7);
            return;
        }
        Avx.Store(taps->Scratch, a7);
        ChannelTail.Store(taps->Scratch, 8, y + 7, yOffset, 1, channels, false, Clamp.None);
    }
}
