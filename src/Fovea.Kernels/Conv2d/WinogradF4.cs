using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>F(4×4, 3×3): 36 products for 16 outputs of 9 taps each, a quarter of the direct sums.</summary>
/// <remarks>Points 0, ±√½, ±√2, ∞, as in ncnn: at the same cost, half the error of 0, ±1, ±2, ∞ (64 channels: 7.6·10⁻⁷ against 1.6·10⁻⁶, direct sums 4.2·10⁻⁷).</remarks>
internal readonly unsafe struct WinogradF4 : IWinogradGradient
{
    private const float Root2 = 1.41421356237f;

    public static WinogradForm Form => WinogradForm.Of(ConvAlgorithm.F4);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<TOps, TVector>(float* d, nint row, nint col, float* v, nint frequency, int channels, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        if (TOps.Width == 16)
        {
            WinogradF4Registers.Input(d, row, col, v, frequency, channels);
            return;
        }
        int w = TOps.Width;
        for (int c = 0; c < channels; c += w, d += w, v += w)
        {
            float* from = d, t = work, to = v;
            for (int j = 0; j < 6; j++, from += col, t += w)
            {
                TVector d0 = TOps.Load(from), d1 = TOps.Load(from + row), d2 = TOps.Load(from + 2 * row), d3 = TOps.Load(from + 3 * row), d4 = TOps.Load(from + 4 * row), d5 = TOps.Load(from + 5 * row);
                TVector a = TOps.Plus(d4, -2, d2), b = TOps.Times(Root2, TOps.Plus(d1, -0.5f, d3)), p = TOps.Plus(d4, -0.5f, d2), q = TOps.Times(Root2, TOps.Plus(d3, -0.5f, d1));
                TOps.Store(t, TOps.Plus(TOps.Add(d0, d4), -2.5f, d2));
                TOps.Store(t + 6 * w, TOps.Subtract(a, b));
                TOps.Store(t + 12 * w, TOps.Add(a, b));
                TOps.Store(t + 18 * w, TOps.Add(p, q));
                TOps.Store(t + 24 * w, TOps.Subtract(p, q));
                TOps.Store(t + 30 * w, TOps.Plus(TOps.Add(d1, d5), -2.5f, d3));
            }
            t = work;
            for (int i = 0; i < 6; i++, t += 6 * w, to += 6 * frequency)
            {
                TVector d0 = TOps.Load(t), d1 = TOps.Load(t + w), d2 = TOps.Load(t + 2 * w), d3 = TOps.Load(t + 3 * w), d4 = TOps.Load(t + 4 * w), d5 = TOps.Load(t + 5 * w);
                TVector a = TOps.Plus(d4, -2, d2), b = TOps.Times(Root2, TOps.Plus(d1, -0.5f, d3)), p = TOps.Plus(d4, -0.5f, d2), q = TOps.Times(Root2, TOps.Plus(d3, -0.5f, d1));
                TOps.Store(to, TOps.Plus(TOps.Add(d0, d4), -2.5f, d2));
                TOps.Store(to + frequency, TOps.Subtract(a, b));
                TOps.Store(to + 2 * frequency, TOps.Add(a, b));
                TOps.Store(to + 3 * frequency, TOps.Add(p, q));
                TOps.Store(to + 4 * frequency, TOps.Subtract(p, q));
                TOps.Store(to + 5 * frequency, TOps.Plus(TOps.Add(d1, d5), -2.5f, d3));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TOps, TVector>(float* m, nint frequency, float* y, nint row, nint col, int channels, float* bias, bool accumulate, Clamp clamp, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        if (TOps.Width == 16)
        {
            WinogradF4Registers.Output(m, frequency, y, row, col, channels, bias, accumulate, clamp);
            return;
        }
        int w = TOps.Width;
        for (int c = 0; c < channels; c += w, m += w, y += w)
        {
            float* from = m, t = work, to = y;
            for (int j = 0; j < 6; j++, from += frequency, t += w)
            {
                TVector d0 = TOps.Load(from), d1 = TOps.Load(from + 6 * frequency), d2 = TOps.Load(from + 12 * frequency), d3 = TOps.Load(from + 18 * frequency), d4 = TOps.Load(from + 24 * frequency), d5 = TOps.Load(from + 30 * frequency);
                TVector s = TOps.Add(d1, d2), a = TOps.Subtract(d1, d2), p = TOps.Add(d3, d4), q = TOps.Subtract(d3, d4);
                TOps.Store(t, TOps.Add(d0, TOps.Add(s, p)));
                TOps.Store(t + 6 * w, TOps.Times(Root2, TOps.Plus(q, 0.5f, a)));
                TOps.Store(t + 12 * w, TOps.Plus(TOps.Times(0.5f, s), 2, p));
                TOps.Store(t + 18 * w, TOps.Plus(d5, Root2 / 4, TOps.Plus(a, 8, q)));
            }
            t = work;
            TVector b = TOps.Load(bias + c);
            for (int i = 0; i < 4; i++, t += 6 * w, to += row)
            {
                TVector d0 = TOps.Load(t), d1 = TOps.Load(t + w), d2 = TOps.Load(t + 2 * w), d3 = TOps.Load(t + 3 * w), d4 = TOps.Load(t + 4 * w), d5 = TOps.Load(t + 5 * w);
                TVector s = TOps.Add(d1, d2), a = TOps.Subtract(d1, d2), p = TOps.Add(d3, d4), q = TOps.Subtract(d3, d4);
                TVector y0 = TOps.Add(b, TOps.Add(d0, TOps.Add(s, p)));
                TVector y1 = TOps.Add(b, TOps.Times(Root2, TOps.Plus(q, 0.5f, a)));
                TVector y2 = TOps.Add(b, TOps.Plus(TOps.Times(0.5f, s), 2, p));
                TVector y3 = TOps.Add(b, TOps.Plus(d5, Root2 / 4, TOps.Plus(a, 8, q)));
                if (accumulate)
                {
                    y0 = TOps.Add(y0, TOps.Load(to));
                    y1 = TOps.Add(y1, TOps.Load(to + col));
                    y2 = TOps.Add(y2, TOps.Load(to + 2 * col));
                    y3 = TOps.Add(y3, TOps.Load(to + 3 * col));
                }
                if (clamp != Clamp.None)
                {
                    y0 = TOps.Floor(y0);
                    y1 = TOps.Floor(y1);
                    y2 = TOps.Floor(y2);
                    y3 = TOps.Floor(y3);
                }
                if (clamp == Clamp.Relu6)
                {
                    y0 = TOps.Ceiling(y0);
                    y1 = TOps.Ceiling(y1);
                    y2 = TOps.Ceiling(y2);
                    y3 = TOps.Ceiling(y3);
                }
                TOps.Store(to, y0);
                TOps.Store(to + col, y1);
                TOps.Store(to + 2 * col, y2);
                TOps.Store(to + 3 * col, y3);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputAdjoint<TOps, TVector>(float* dy, nint row, nint col, float* m, nint frequency, int channels, float* bias, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        if (TOps.Width == 16)
        {
            WinogradF4Registers.OutputAdjoint(dy, row, col, m, frequency, channels, bias);
            return;
        }
        int w = TOps.Width;
        for (int c = 0; c < channels; c += w, dy += w, m += w)
        {
            float* from = dy, t = work, to = m;
            TVector sum = TOps.Zero;
            for (int j = 0; j < 4; j++, from += col, t += w)
            {
                TVector d0 = TOps.Load(from), d1 = TOps.Load(from + row), d2 = TOps.Load(from + 2 * row), d3 = TOps.Load(from + 3 * row);
                TVector a = TOps.Plus(d0, 0.5f, d2), b = TOps.Times(Root2 / 2, TOps.Plus(d1, 0.5f, d3)), p = TOps.Plus(d0, 2, d2), q = TOps.Times(Root2, TOps.Plus(d1, 2, d3));
                TOps.Store(t, d0);
                TOps.Store(t + 4 * w, TOps.Add(a, b));
                TOps.Store(t + 8 * w, TOps.Subtract(a, b));
                TOps.Store(t + 12 * w, TOps.Add(p, q));
                TOps.Store(t + 16 * w, TOps.Subtract(p, q));
                TOps.Store(t + 20 * w, d3);
                sum = TOps.Add(sum, TOps.Add(TOps.Add(d0, d1), TOps.Add(d2, d3)));
            }
            if (bias is not null) TOps.Store(bias + c, TOps.Add(TOps.Load(bias + c), sum));
            t = work;
            for (int i = 0; i < 6; i++, t += 4 * w, to += 6 * frequency)
            {
                TVector d0 = TOps.Load(t), d1 = TOps.Load(t + w), d2 = TOps.Load(t + 2 * w), d3 = TOps.Load(t + 3 * w);
                TVector a = TOps.Plus(d0, 0.5f, d2), b = TOps.Times(Root2 / 2, TOps.Plus(d1, 0.5f, d3)), p = TOps.Plus(d0, 2, d2), q = TOps.Times(Root2, TOps.Plus(d1, 2, d3));
                TOps.Store(to, d0);
                TOps.Store(to + frequency, TOps.Add(a, b));
                TOps.Store(to + 2 * frequency, TOps.Subtract(a, b));
                TOps.Store(to + 3 * frequency, TOps.Add(p, q));
                TOps.Store(to + 4 * frequency, TOps.Subtract(p, q));
                TOps.Store(to + 5 * frequency, d3);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Filter<TOps, TVector>(float* g, nint tap, float* u, nint frequency, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        float* t = work;
        for (int j = 0; j < 3; j++, g += tap, t += w)
        {
            TVector d0 = TOps.Load(g), d1 = TOps.Load(g + 3 * tap), d2 = TOps.Load(g + 6 * tap);
            TVector a = TOps.Times(-1f / 3, TOps.Plus(d2, 2, d0)), p = TOps.Times(1f / 6, TOps.Plus(d0, 2, d2));
            TOps.Store(t, d0);
            TOps.Store(t + 3 * w, TOps.Plus(a, -Root2 / 3, d1));
            TOps.Store(t + 6 * w, TOps.Plus(a, Root2 / 3, d1));
            TOps.Store(t + 9 * w, TOps.Plus(p, Root2 / 6, d1));
            TOps.Store(t + 12 * w, TOps.Plus(p, -Root2 / 6, d1));
            TOps.Store(t + 15 * w, d2);
        }
        t = work;
        for (int i = 0; i < 6; i++, t += 3 * w, u += 6 * frequency)
        {
            TVector d0 = TOps.Load(t), d1 = TOps.Load(t + w), d2 = TOps.Load(t + 2 * w);
            TVector a = TOps.Times(-1f / 3, TOps.Plus(d2, 2, d0)), p = TOps.Times(1f / 6, TOps.Plus(d0, 2, d2));
            TOps.Store(u, d0);
            TOps.Store(u + frequency, TOps.Plus(a, -Root2 / 3, d1));
            TOps.Store(u + 2 * frequency, TOps.Plus(a, Root2 / 3, d1));
            TOps.Store(u + 3 * frequency, TOps.Plus(p, Root2 / 6, d1));
            TOps.Store(u + 4 * frequency, TOps.Plus(p, -Root2 / 6, d1));
            TOps.Store(u + 5 * frequency, d2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FilterAdjoint<TOps, TVector>(float* du, nint frequency, float* dg, nint tap, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        float* t = work;
        for (int j = 0; j < 6; j++, du += frequency, t += w)
        {
            TVector d0 = TOps.Load(du), d1 = TOps.Load(du + 6 * frequency), d2 = TOps.Load(du + 12 * frequency), d3 = TOps.Load(du + 18 * frequency), d4 = TOps.Load(du + 24 * frequency), d5 = TOps.Load(du + 30 * frequency);
            TVector s = TOps.Add(d1, d2), a = TOps.Subtract(d2, d1), p = TOps.Add(d3, d4), q = TOps.Subtract(d3, d4);
            TOps.Store(t, TOps.Plus(TOps.Plus(d0, -2f / 3, s), 1f / 6, p));
            TOps.Store(t + 6 * w, TOps.Times(Root2 / 3, TOps.Plus(a, 0.5f, q)));
            TOps.Store(t + 12 * w, TOps.Plus(d5, 1f / 3, TOps.Subtract(p, s)));
        }
        t = work;
        for (int i = 0; i < 3; i++, t += 6 * w, dg += 3 * tap)
        {
            TVector d0 = TOps.Load(t), d1 = TOps.Load(t + w), d2 = TOps.Load(t + 2 * w), d3 = TOps.Load(t + 3 * w), d4 = TOps.Load(t + 4 * w), d5 = TOps.Load(t + 5 * w);
            TVector s = TOps.Add(d1, d2), a = TOps.Subtract(d2, d1), p = TOps.Add(d3, d4), q = TOps.Subtract(d3, d4);
            TOps.Store(dg, TOps.Plus(TOps.Plus(d0, -2f / 3, s), 1f / 6, p));
            TOps.Store(dg + tap, TOps.Times(Root2 / 3, TOps.Plus(a, 0.5f, q)));
            TOps.Store(dg + 2 * tap, TOps.Plus(d5, 1f / 3, TOps.Subtract(p, s)));
        }
    }


}
