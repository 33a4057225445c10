using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>F(4×4, 3×3): 36 products for 16 outputs of 9 taps each, a quarter of the direct sums.</summary>
/// <remarks>Points 0, ±√½, ±√2, ∞, as in ncnn: at the same cost, half the error of 0, ±1, ±2, ∞ (64 channels: 7.6·10⁻⁷ against 1.6·10⁻⁶, direct sums 4.2·10⁻⁷).</remarks>
internal readonly unsafe struct WinogradF4 : IWinogradTransform
{
    private const float Root2 = 1.41421356237f;

    public static WinogradForm Form => WinogradForm.Of(ConvAlgorithm.F4);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<TLanes, TVector>(float* d, nint row, nint col, float* v, nint frequency, int channels, float* work)
        where TLanes : struct, IWinogradLanes<TVector>
        where TVector : struct
    {
        if (TLanes.Width == 16)
        {
            WinogradF4Registers.Input(d, row, col, v, frequency, channels);
            return;
        }
        int w = TLanes.Width;
        for (int c = 0; c < channels; c += w, d += w, v += w)
        {
            float* from = d, t = work, to = v;
            for (int j = 0; j < 6; j++, from += col, t += w)
            {
                TVector d0 = TLanes.Load(from), d1 = TLanes.Load(from + row), d2 = TLanes.Load(from + 2 * row), d3 = TLanes.Load(from + 3 * row), d4 = TLanes.Load(from + 4 * row), d5 = TLanes.Load(from + 5 * row);
                TVector a = TLanes.Plus(d4, -2, d2), b = TLanes.Times(Root2, TLanes.Plus(d1, -0.5f, d3)), p = TLanes.Plus(d4, -0.5f, d2), q = TLanes.Times(Root2, TLanes.Plus(d3, -0.5f, d1));
                TLanes.Store(t, TLanes.Plus(TLanes.Add(d0, d4), -2.5f, d2));
                TLanes.Store(t + 6 * w, TLanes.Subtract(a, b));
                TLanes.Store(t + 12 * w, TLanes.Add(a, b));
                TLanes.Store(t + 18 * w, TLanes.Add(p, q));
                TLanes.Store(t + 24 * w, TLanes.Subtract(p, q));
                TLanes.Store(t + 30 * w, TLanes.Plus(TLanes.Add(d1, d5), -2.5f, d3));
            }
            t = work;
            for (int i = 0; i < 6; i++, t += 6 * w, to += 6 * frequency)
            {
                TVector d0 = TLanes.Load(t), d1 = TLanes.Load(t + w), d2 = TLanes.Load(t + 2 * w), d3 = TLanes.Load(t + 3 * w), d4 = TLanes.Load(t + 4 * w), d5 = TLanes.Load(t + 5 * w);
                TVector a = TLanes.Plus(d4, -2, d2), b = TLanes.Times(Root2, TLanes.Plus(d1, -0.5f, d3)), p = TLanes.Plus(d4, -0.5f, d2), q = TLanes.Times(Root2, TLanes.Plus(d3, -0.5f, d1));
                TLanes.Store(to, TLanes.Plus(TLanes.Add(d0, d4), -2.5f, d2));
                TLanes.Store(to + frequency, TLanes.Subtract(a, b));
                TLanes.Store(to + 2 * frequency, TLanes.Add(a, b));
                TLanes.Store(to + 3 * frequency, TLanes.Add(p, q));
                TLanes.Store(to + 4 * frequency, TLanes.Subtract(p, q));
                TLanes.Store(to + 5 * frequency, TLanes.Plus(TLanes.Add(d1, d5), -2.5f, d3));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TLanes, TVector>(float* m, nint frequency, float* y, nint row, nint col, int channels, float* bias, bool accumulate, Clamp clamp, float* work)
        where TLanes : struct, IWinogradLanes<TVector>
        where TVector : struct
    {
        if (TLanes.Width == 16)
        {
            WinogradF4Registers.Output(m, frequency, y, row, col, channels, bias, accumulate, clamp);
            return;
        }
        int w = TLanes.Width;
        for (int c = 0; c < channels; c += w, m += w, y += w)
        {
            float* from = m, t = work, to = y;
            for (int j = 0; j < 6; j++, from += frequency, t += w)
            {
                TVector d0 = TLanes.Load(from), d1 = TLanes.Load(from + 6 * frequency), d2 = TLanes.Load(from + 12 * frequency), d3 = TLanes.Load(from + 18 * frequency), d4 = TLanes.Load(from + 24 * frequency), d5 = TLanes.Load(from + 30 * frequency);
                TVector s = TLanes.Add(d1, d2), a = TLanes.Subtract(d1, d2), p = TLanes.Add(d3, d4), q = TLanes.Subtract(d3, d4);
                TLanes.Store(t, TLanes.Add(d0, TLanes.Add(s, p)));
                TLanes.Store(t + 6 * w, TLanes.Times(Root2, TLanes.Plus(q, 0.5f, a)));
                TLanes.Store(t + 12 * w, TLanes.Plus(TLanes.Times(0.5f, s), 2, p));
                TLanes.Store(t + 18 * w, TLanes.Plus(d5, Root2 / 4, TLanes.Plus(a, 8, q)));
            }
            t = work;
            TVector b = TLanes.Load(bias + c);
            for (int i = 0; i < 4; i++, t += 6 * w, to += row)
            {
                TVector d0 = TLanes.Load(t), d1 = TLanes.Load(t + w), d2 = TLanes.Load(t + 2 * w), d3 = TLanes.Load(t + 3 * w), d4 = TLanes.Load(t + 4 * w), d5 = TLanes.Load(t + 5 * w);
                TVector s = TLanes.Add(d1, d2), a = TLanes.Subtract(d1, d2), p = TLanes.Add(d3, d4), q = TLanes.Subtract(d3, d4);
                TVector y0 = TLanes.Add(b, TLanes.Add(d0, TLanes.Add(s, p)));
                TVector y1 = TLanes.Add(b, TLanes.Times(Root2, TLanes.Plus(q, 0.5f, a)));
                TVector y2 = TLanes.Add(b, TLanes.Plus(TLanes.Times(0.5f, s), 2, p));
                TVector y3 = TLanes.Add(b, TLanes.Plus(d5, Root2 / 4, TLanes.Plus(a, 8, q)));
                if (accumulate)
                {
                    y0 = TLanes.Add(y0, TLanes.Load(to));
                    y1 = TLanes.Add(y1, TLanes.Load(to + col));
                    y2 = TLanes.Add(y2, TLanes.Load(to + 2 * col));
                    y3 = TLanes.Add(y3, TLanes.Load(to + 3 * col));
                }
                if (clamp != Clamp.None)
                {
                    y0 = TLanes.Floor(y0);
                    y1 = TLanes.Floor(y1);
                    y2 = TLanes.Floor(y2);
                    y3 = TLanes.Floor(y3);
                }
                if (clamp == Clamp.Relu6)
                {
                    y0 = TLanes.Ceiling(y0);
                    y1 = TLanes.Ceiling(y1);
                    y2 = TLanes.Ceiling(y2);
                    y3 = TLanes.Ceiling(y3);
                }
                TLanes.Store(to, y0);
                TLanes.Store(to + col, y1);
                TLanes.Store(to + 2 * col, y2);
                TLanes.Store(to + 3 * col, y3);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputAdjoint<TLanes, TVector>(float* dy, nint row, nint col, float* m, nint frequency, int channels, float* bias, float* work)
        where TLanes : struct, IWinogradLanes<TVector>
        where TVector : struct
    {
        if (TLanes.Width == 16)
        {
            WinogradF4Registers.OutputAdjoint(dy, row, col, m, frequency, channels, bias);
            return;
        }
        int w = TLanes.Width;
        for (int c = 0; c < channels; c += w, dy += w, m += w)
        {
            float* from = dy, t = work, to = m;
            TVector sum = TLanes.Zero;
            for (int j = 0; j < 4; j++, from += col, t += w)
            {
                TVector d0 = TLanes.Load(from), d1 = TLanes.Load(from + row), d2 = TLanes.Load(from + 2 * row), d3 = TLanes.Load(from + 3 * row);
                TVector a = TLanes.Plus(d0, 0.5f, d2), b = TLanes.Times(Root2 / 2, TLanes.Plus(d1, 0.5f, d3)), p = TLanes.Plus(d0, 2, d2), q = TLanes.Times(Root2, TLanes.Plus(d1, 2, d3));
                TLanes.Store(t, d0);
                TLanes.Store(t + 4 * w, TLanes.Add(a, b));
                TLanes.Store(t + 8 * w, TLanes.Subtract(a, b));
                TLanes.Store(t + 12 * w, TLanes.Add(p, q));
                TLanes.Store(t + 16 * w, TLanes.Subtract(p, q));
                TLanes.Store(t + 20 * w, d3);
                sum = TLanes.Add(sum, TLanes.Add(TLanes.Add(d0, d1), TLanes.Add(d2, d3)));
            }
            if (bias is not null) TLanes.Store(bias + c, TLanes.Add(TLanes.Load(bias + c), sum));
            t = work;
            for (int i = 0; i < 6; i++, t += 4 * w, to += 6 * frequency)
            {
                TVector d0 = TLanes.Load(t), d1 = TLanes.Load(t + w), d2 = TLanes.Load(t + 2 * w), d3 = TLanes.Load(t + 3 * w);
                TVector a = TLanes.Plus(d0, 0.5f, d2), b = TLanes.Times(Root2 / 2, TLanes.Plus(d1, 0.5f, d3)), p = TLanes.Plus(d0, 2, d2), q = TLanes.Times(Root2, TLanes.Plus(d1, 2, d3));
                TLanes.Store(to, d0);
                TLanes.Store(to + frequency, TLanes.Add(a, b));
                TLanes.Store(to + 2 * frequency, TLanes.Subtract(a, b));
                TLanes.Store(to + 3 * frequency, TLanes.Add(p, q));
                TLanes.Store(to + 4 * frequency, TLanes.Subtract(p, q));
                TLanes.Store(to + 5 * frequency, d3);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Filter<TLanes, TVector>(float* g, nint tap, float* u, nint frequency, float* work)
        where TLanes : struct, IWinogradLanes<TVector>
        where TVector : struct
    {
        int w = TLanes.Width;
        float* t = work;
        for (int j = 0; j < 3; j++, g += tap, t += w)
        {
            TVector d0 = TLanes.Load(g), d1 = TLanes.Load(g + 3 * tap), d2 = TLanes.Load(g + 6 * tap);
            TVector a = TLanes.Times(-1f / 3, TLanes.Plus(d2, 2, d0)), p = TLanes.Times(1f / 6, TLanes.Plus(d0, 2, d2));
            TLanes.Store(t, d0);
            TLanes.Store(t + 3 * w, TLanes.Plus(a, -Root2 / 3, d1));
            TLanes.Store(t + 6 * w, TLanes.Plus(a, Root2 / 3, d1));
            TLanes.Store(t + 9 * w, TLanes.Plus(p, Root2 / 6, d1));
            TLanes.Store(t + 12 * w, TLanes.Plus(p, -Root2 / 6, d1));
            TLanes.Store(t + 15 * w, d2);
        }
        t = work;
        for (int i = 0; i < 6; i++, t += 3 * w, u += 6 * frequency)
        {
            TVector d0 = TLanes.Load(t), d1 = TLanes.Load(t + w), d2 = TLanes.Load(t + 2 * w);
            TVector a = TLanes.Times(-1f / 3, TLanes.Plus(d2, 2, d0)), p = TLanes.Times(1f / 6, TLanes.Plus(d0, 2, d2));
            TLanes.Store(u, d0);
            TLanes.Store(u + frequency, TLanes.Plus(a, -Root2 / 3, d1));
            TLanes.Store(u + 2 * frequency, TLanes.Plus(a, Root2 / 3, d1));
            TLanes.Store(u + 3 * frequency, TLanes.Plus(p, Root2 / 6, d1));
            TLanes.Store(u + 4 * frequency, TLanes.Plus(p, -Root2 / 6, d1));
            TLanes.Store(u + 5 * frequency, d2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FilterAdjoint<TLanes, TVector>(float* du, nint frequency, float* dg, nint tap, float* work)
        where TLanes : struct, IWinogradLanes<TVector>
        where TVector : struct
    {
        int w = TLanes.Width;
        float* t = work;
        for (int j = 0; j < 6; j++, du += frequency, t += w)
        {
            TVector d0 = TLanes.Load(du), d1 = TLanes.Load(du + 6 * frequency), d2 = TLanes.Load(du + 12 * frequency), d3 = TLanes.Load(du + 18 * frequency), d4 = TLanes.Load(du + 24 * frequency), d5 = TLanes.Load(du + 30 * frequency);
            TVector s = TLanes.Add(d1, d2), a = TLanes.Subtract(d2, d1), p = TLanes.Add(d3, d4), q = TLanes.Subtract(d3, d4);
            TLanes.Store(t, TLanes.Plus(TLanes.Plus(d0, -2f / 3, s), 1f / 6, p));
            TLanes.Store(t + 6 * w, TLanes.Times(Root2 / 3, TLanes.Plus(a, 0.5f, q)));
            TLanes.Store(t + 12 * w, TLanes.Plus(d5, 1f / 3, TLanes.Subtract(p, s)));
        }
        t = work;
        for (int i = 0; i < 3; i++, t += 6 * w, dg += 3 * tap)
        {
            TVector d0 = TLanes.Load(t), d1 = TLanes.Load(t + w), d2 = TLanes.Load(t + 2 * w), d3 = TLanes.Load(t + 3 * w), d4 = TLanes.Load(t + 4 * w), d5 = TLanes.Load(t + 5 * w);
            TVector s = TLanes.Add(d1, d2), a = TLanes.Subtract(d2, d1), p = TLanes.Add(d3, d4), q = TLanes.Subtract(d3, d4);
            TLanes.Store(dg, TLanes.Plus(TLanes.Plus(d0, -2f / 3, s), 1f / 6, p));
            TLanes.Store(dg + tap, TLanes.Times(Root2 / 3, TLanes.Plus(a, 0.5f, q)));
            TLanes.Store(dg + 2 * tap, TLanes.Plus(d5, 1f / 3, TLanes.Subtract(p, s)));
        }
    }


}
