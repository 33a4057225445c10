using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>The input gradient of <see cref="WinogradF4Stride2"/>: 8×8 pixels of dX from 5×5 of dY.</summary>
/// <remarks>Along an axis the odd pixels of dX meet the flipped window's outer weights, F(4, 2) over five pixels of dY; the even ones the middle weight, over the first four. Padding is 1.</remarks>
internal readonly unsafe struct WinogradF4Stride2Back : IWinogradTransform
{
    public static WinogradForm Form => WinogradForm.Back(ConvAlgorithm.F4Stride2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<TOps, TVector>(float* d, nint row, nint col, float* v, nint frequency, int channels, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        for (int c = 0; c < channels; c += w, d += w, v += w)
        {
            for (int j = 0; j < 5; j++) WinogradF4Stride2.Points<TOps, TVector>(d + j * col, row, work + j * w, 5 * w);
            float* to = v, from = work;
            for (int i = 0; i < 9; i++, to += 9 * frequency, from += 5 * w)
            {
                nint step = i < 5 ? w : col;
                if (i >= 5) from = d + (i - 5) * row;
                WinogradF4Stride2.Points<TOps, TVector>(from, step, to, frequency);
                for (int j = 0; j < 4; j++) TOps.Store(to + (5 + j) * frequency, TOps.Load(from + j * step));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TOps, TVector>(float* m, nint frequency, float* y, nint row, nint col, int channels, float* bias, bool accumulate, Clamp clamp, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        for (int c = 0; c < channels; c += w, m += w, y += w)
        {
            for (int j = 0; j < 9; j++)
            {
                WinogradF4Stride2.Interpolate<TOps, TVector>(m + j * frequency, 9 * frequency, out TVector t0, out TVector t1, out TVector t2, out TVector t3);
                TOps.Store(work + j * w, t0);
                TOps.Store(work + (9 + j) * w, t1);
                TOps.Store(work + (18 + j) * w, t2);
                TOps.Store(work + (27 + j) * w, t3);
            }
            TVector b = TOps.Load(bias + c);
            for (int i = 0; i < 8; i++)
            {
                // Even rows are products as they are.
                float* t = i % 2 == 0 ? m + (45 + i / 2 * 9) * frequency : work + i / 2 * 9 * w, to = y + i * row;
                nint step = i % 2 == 0 ? frequency : w;
                WinogradF4Stride2.Interpolate<TOps, TVector>(t, step, out TVector y1, out TVector y3, out TVector y5, out TVector y7);
                Write<TOps, TVector>(to, TOps.Load(t + 5 * step), b, accumulate, clamp);
                Write<TOps, TVector>(to + col, y1, b, accumulate, clamp);
                Write<TOps, TVector>(to + 2 * col, TOps.Load(t + 6 * step), b, accumulate, clamp);
                Write<TOps, TVector>(to + 3 * col, y3, b, accumulate, clamp);
                Write<TOps, TVector>(to + 4 * col, TOps.Load(t + 7 * step), b, accumulate, clamp);
                Write<TOps, TVector>(to + 5 * col, y5, b, accumulate, clamp);
                Write<TOps, TVector>(to + 6 * col, TOps.Load(t + 8 * step), b, accumulate, clamp);
                Write<TOps, TVector>(to + 7 * col, y7, b, accumulate, clamp);
            }
        }
    }

    public static void Filter<TOps, TVector>(float* g, nint tap, float* u, nint frequency, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
        => WinogradF4Stride2.Filter<TOps, TVector>(g, tap, u, frequency, work);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TOps, TVector>(float* to, TVector v, TVector bias, bool accumulate, Clamp clamp)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        v = TOps.Add(bias, v);
        if (accumulate) v = TOps.Add(v, TOps.Load(to));
        if (clamp != Clamp.None) v = TOps.Floor(v);
        if (clamp == Clamp.Relu6) v = TOps.Ceiling(v);
        TOps.Store(to, v);
    }
}
