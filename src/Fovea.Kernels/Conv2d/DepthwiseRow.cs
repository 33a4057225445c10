using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>What a depthwise sum runs over, and what happens to it before it is stored.</summary>
internal unsafe struct DepthwiseTaps
{
    /// <summary>Offset of each tap from the pixel; the taps of a row of the window are neighbouring pixels.</summary>
    public nint* Offsets;

    /// <summary>Row of the weights that each tap meets, as an offset.</summary>
    public nint* WeightRows;

    /// <summary>Rows of the window.</summary>
    public int Rows;

    /// <summary>Add to what the output holds.</summary>
    public bool Accumulate;

    /// <summary>What happens to the sum before it is stored.</summary>
    public Clamp Clamp;
}

/// <summary>Depthwise sums of eight neighbouring outputs of a row, lanes being channels: a pixel is read once for the three taps of a row that meet it.</summary>
/// <remarks>
/// For windows of three columns. Eight sums are as many as two multiply-adds a cycle need. Each sum runs over the taps row by row, as in
/// <see cref="DepthwisePass"/>, which computes what does not fill eight outputs.
/// </remarks>
internal static unsafe class DepthwiseRow
{
    /// <summary>Outputs of a call.</summary>
    public const int Outputs = 8;

    /// <summary>Stride 1: ten pixels of each row for eight outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eight<TOps, TVector>(float* x, nint col, float* y, nint yCol, float* weights, int channels, in DepthwiseTaps taps)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        for (int c = 0; c < channels; c += TOps.Width, x += TOps.Width, y += TOps.Width, weights += TOps.Width)
        {
            TVector a0 = TOps.Load(weights), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0, v;
            for (int u = 0; u < taps.Rows; u++)
            {
                float* p = x + taps.Offsets[3 * u];
                TVector w0 = TOps.Load(weights + taps.WeightRows[3 * u]), w1 = TOps.Load(weights + taps.WeightRows[3 * u + 1]), w2 = TOps.Load(weights + taps.WeightRows[3 * u + 2]);
                v = TOps.Load(p);
                a0 = TOps.MultiplyAdd(v, w0, a0);
                v = TOps.Load(p + col);
                a0 = TOps.MultiplyAdd(v, w1, a0);
                a1 = TOps.MultiplyAdd(v, w0, a1);
                v = TOps.Load(p + 2 * col);
                a0 = TOps.MultiplyAdd(v, w2, a0);
                a1 = TOps.MultiplyAdd(v, w1, a1);
                a2 = TOps.MultiplyAdd(v, w0, a2);
                v = TOps.Load(p + 3 * col);
                a1 = TOps.MultiplyAdd(v, w2, a1);
                a2 = TOps.MultiplyAdd(v, w1, a2);
                a3 = TOps.MultiplyAdd(v, w0, a3);
                v = TOps.Load(p + 4 * col);
                a2 = TOps.MultiplyAdd(v, w2, a2);
                a3 = TOps.MultiplyAdd(v, w1, a3);
                a4 = TOps.MultiplyAdd(v, w0, a4);
                v = TOps.Load(p + 5 * col);
                a3 = TOps.MultiplyAdd(v, w2, a3);
                a4 = TOps.MultiplyAdd(v, w1, a4);
                a5 = TOps.MultiplyAdd(v, w0, a5);
                v = TOps.Load(p + 6 * col);
                a4 = TOps.MultiplyAdd(v, w2, a4);
                a5 = TOps.MultiplyAdd(v, w1, a5);
                a6 = TOps.MultiplyAdd(v, w0, a6);
                v = TOps.Load(p + 7 * col);
                a5 = TOps.MultiplyAdd(v, w2, a5);
                a6 = TOps.MultiplyAdd(v, w1, a6);
                a7 = TOps.MultiplyAdd(v, w0, a7);
                v = TOps.Load(p + 8 * col);
                a6 = TOps.MultiplyAdd(v, w2, a6);
                a7 = TOps.MultiplyAdd(v, w1, a7);
                v = TOps.Load(p + 9 * col);
                a7 = TOps.MultiplyAdd(v, w2, a7);
            }
            if (taps.Accumulate)
            {
                a0 = TOps.Add(a0, TOps.Load(y));
                a1 = TOps.Add(a1, TOps.Load(y + yCol));
                a2 = TOps.Add(a2, TOps.Load(y + 2 * yCol));
                a3 = TOps.Add(a3, TOps.Load(y + 3 * yCol));
                a4 = TOps.Add(a4, TOps.Load(y + 4 * yCol));
                a5 = TOps.Add(a5, TOps.Load(y + 5 * yCol));
                a6 = TOps.Add(a6, TOps.Load(y + 6 * yCol));
                a7 = TOps.Add(a7, TOps.Load(y + 7 * yCol));
            }
            if (taps.Clamp != Clamp.None)
            {
                a0 = TOps.Floor(a0);
                a1 = TOps.Floor(a1);
                a2 = TOps.Floor(a2);
                a3 = TOps.Floor(a3);
                a4 = TOps.Floor(a4);
                a5 = TOps.Floor(a5);
                a6 = TOps.Floor(a6);
                a7 = TOps.Floor(a7);
            }
            if (taps.Clamp == Clamp.Relu6)
            {
                a0 = TOps.Ceiling(a0);
                a1 = TOps.Ceiling(a1);
                a2 = TOps.Ceiling(a2);
                a3 = TOps.Ceiling(a3);
                a4 = TOps.Ceiling(a4);
                a5 = TOps.Ceiling(a5);
                a6 = TOps.Ceiling(a6);
                a7 = TOps.Ceiling(a7);
            }
            TOps.Store(y, a0);
            TOps.Store(y + yCol, a1);
            TOps.Store(y + 2 * yCol, a2);
            TOps.Store(y + 3 * yCol, a3);
            TOps.Store(y + 4 * yCol, a4);
            TOps.Store(y + 5 * yCol, a5);
            TOps.Store(y + 6 * yCol, a6);
            TOps.Store(y + 7 * yCol, a7);
        }
    }

    /// <summary>Stride 2: seventeen pixels of each row for eight outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void EightStride2<TOps, TVector>(float* x, nint col, float* y, nint yCol, float* weights, int channels, in DepthwiseTaps taps)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        for (int c = 0; c < channels; c += TOps.Width, x += TOps.Width, y += TOps.Width, weights += TOps.Width)
        {
            TVector a0 = TOps.Load(weights), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0, v;
            for (int u = 0; u < taps.Rows; u++)
            {
                float* p = x + taps.Offsets[3 * u];
                TVector w0 = TOps.Load(weights + taps.WeightRows[3 * u]), w1 = TOps.Load(weights + taps.WeightRows[3 * u + 1]), w2 = TOps.Load(weights + taps.WeightRows[3 * u + 2]);
                v = TOps.Load(p);
                a0 = TOps.MultiplyAdd(v, w0, a0);
                v = TOps.Load(p + col);
                a0 = TOps.MultiplyAdd(v, w1, a0);
                v = TOps.Load(p + 2 * col);
                a0 = TOps.MultiplyAdd(v, w2, a0);
                a1 = TOps.MultiplyAdd(v, w0, a1);
                v = TOps.Load(p + 3 * col);
                a1 = TOps.MultiplyAdd(v, w1, a1);
                v = TOps.Load(p + 4 * col);
                a1 = TOps.MultiplyAdd(v, w2, a1);
                a2 = TOps.MultiplyAdd(v, w0, a2);
                v = TOps.Load(p + 5 * col);
                a2 = TOps.MultiplyAdd(v, w1, a2);
                v = TOps.Load(p + 6 * col);
                a2 = TOps.MultiplyAdd(v, w2, a2);
                a3 = TOps.MultiplyAdd(v, w0, a3);
                v = TOps.Load(p + 7 * col);
                a3 = TOps.MultiplyAdd(v, w1, a3);
                v = TOps.Load(p + 8 * col);
                a3 = TOps.MultiplyAdd(v, w2, a3);
                a4 = TOps.MultiplyAdd(v, w0, a4);
                v = TOps.Load(p + 9 * col);
                a4 = TOps.MultiplyAdd(v, w1, a4);
                v = TOps.Load(p + 10 * col);
                a4 = TOps.MultiplyAdd(v, w2, a4);
                a5 = TOps.MultiplyAdd(v, w0, a5);
                v = TOps.Load(p + 11 * col);
                a5 = TOps.MultiplyAdd(v, w1, a5);
                v = TOps.Load(p + 12 * col);
                a5 = TOps.MultiplyAdd(v, w2, a5);
                a6 = TOps.MultiplyAdd(v, w0, a6);
                v = TOps.Load(p + 13 * col);
                a6 = TOps.MultiplyAdd(v, w1, a6);
                v = TOps.Load(p + 14 * col);
                a6 = TOps.MultiplyAdd(v, w2, a6);
                a7 = TOps.MultiplyAdd(v, w0, a7);
                v = TOps.Load(p + 15 * col);
                a7 = TOps.MultiplyAdd(v, w1, a7);
                v = TOps.Load(p + 16 * col);
                a7 = TOps.MultiplyAdd(v, w2, a7);
            }
            if (taps.Accumulate)
            {
                a0 = TOps.Add(a0, TOps.Load(y));
                a1 = TOps.Add(a1, TOps.Load(y + yCol));
                a2 = TOps.Add(a2, TOps.Load(y + 2 * yCol));
                a3 = TOps.Add(a3, TOps.Load(y + 3 * yCol));
                a4 = TOps.Add(a4, TOps.Load(y + 4 * yCol));
                a5 = TOps.Add(a5, TOps.Load(y + 5 * yCol));
                a6 = TOps.Add(a6, TOps.Load(y + 6 * yCol));
                a7 = TOps.Add(a7, TOps.Load(y + 7 * yCol));
            }
            if (taps.Clamp != Clamp.None)
            {
                a0 = TOps.Floor(a0);
                a1 = TOps.Floor(a1);
                a2 = TOps.Floor(a2);
                a3 = TOps.Floor(a3);
                a4 = TOps.Floor(a4);
                a5 = TOps.Floor(a5);
                a6 = TOps.Floor(a6);
                a7 = TOps.Floor(a7);
            }
            if (taps.Clamp == Clamp.Relu6)
            {
                a0 = TOps.Ceiling(a0);
                a1 = TOps.Ceiling(a1);
                a2 = TOps.Ceiling(a2);
                a3 = TOps.Ceiling(a3);
                a4 = TOps.Ceiling(a4);
                a5 = TOps.Ceiling(a5);
                a6 = TOps.Ceiling(a6);
                a7 = TOps.Ceiling(a7);
            }
            TOps.Store(y, a0);
            TOps.Store(y + yCol, a1);
            TOps.Store(y + 2 * yCol, a2);
            TOps.Store(y + 3 * yCol, a3);
            TOps.Store(y + 4 * yCol, a4);
            TOps.Store(y + 5 * yCol, a5);
            TOps.Store(y + 6 * yCol, a6);
            TOps.Store(y + 7 * yCol, a7);
        }
    }
}
