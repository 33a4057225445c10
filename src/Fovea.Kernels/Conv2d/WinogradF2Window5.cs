using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>F(2×2, 5×5): 36 products for 4 outputs of 25 taps each, 2.78 times fewer than the direct sums.</summary>
/// <remarks>Points 0, ±√½, ±√2, ∞ as in <see cref="WinogradF4"/>: six points either way, so the input's transform is the same.</remarks>
internal readonly unsafe struct WinogradF2Window5 : IWinogradTransform
{
    private const float Root2 = 1.41421356237f;

    public static WinogradForm Form => WinogradForm.Of(ConvAlgorithm.F2Window5);

    public static void Input<TLanes, TVector>(float* d, nint row, nint col, float* v, nint frequency, int channels, float* work)
        where TLanes : struct, IWinogradLanes<TVector>
        where TVector : struct
        => WinogradF4.Input<TLanes, TVector>(d, row, col, v, frequency, channels, work);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TLanes, TVector>(float* m, nint frequency, float* y, nint row, nint col, int channels, float* bias, bool accumulate, Clamp clamp, float* work)
        where TLanes : struct, IWinogradLanes<TVector>
        where TVector : struct
    {
        int w = TLanes.Width;
        for (int c = 0; c < channels; c += w, m += w, y += w)
        {
            float* from = m, t = work, to = y;
            for (int j = 0; j < 6; j++, from += frequency, t += w)
            {
                TVector d0 = TLanes.Load(from), d1 = TLanes.Load(from + 6 * frequency), d2 = TLanes.Load(from + 12 * frequency), d3 = TLanes.Load(from + 18 * frequency), d4 = TLanes.Load(from + 24 * frequency), d5 = TLanes.Load(from + 30 * frequency);
                TLanes.Store(t, TLanes.Add(d0, TLanes.Add(TLanes.Add(d1, d2), TLanes.Add(d3, d4))));
                TLanes.Store(t + 6 * w, TLanes.Plus(TLanes.Plus(d5, Root2 / 2, TLanes.Subtract(d1, d2)), Root2, TLanes.Subtract(d3, d4)));
            }
            t = work;
            TVector b = TLanes.Load(bias + c);
            for (int i = 0; i < 2; i++, t += 6 * w, to += row)
            {
                TVector d0 = TLanes.Load(t), d1 = TLanes.Load(t + w), d2 = TLanes.Load(t + 2 * w), d3 = TLanes.Load(t + 3 * w), d4 = TLanes.Load(t + 4 * w), d5 = TLanes.Load(t + 5 * w);
                TVector y0 = TLanes.Add(b, TLanes.Add(d0, TLanes.Add(TLanes.Add(d1, d2), TLanes.Add(d3, d4))));
                TVector y1 = TLanes.Add(b, TLanes.Plus(TLanes.Plus(d5, Root2 / 2, TLanes.Subtract(d1, d2)), Root2, TLanes.Subtract(d3, d4)));
                if (accumulate)
                {
                    y0 = TLanes.Add(y0, TLanes.Load(to));
                    y1 = TLanes.Add(y1, TLanes.Load(to + col));
                }
                if (clamp != Clamp.None)
                {
                    y0 = TLanes.Floor(y0);
                    y1 = TLanes.Floor(y1);
                }
                if (clamp == Clamp.Relu6)
                {
                    y0 = TLanes.Ceiling(y0);
                    y1 = TLanes.Ceiling(y1);
                }
                TLanes.Store(to, y0);
                TLanes.Store(to + col, y1);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputAdjoint<TLanes, TVector>(float* dy, nint row, nint col, float* m, nint frequency, int channels, float* bias, float* work)
        where TLanes : struct, IWinogradLanes<TVector>
        where TVector : struct
    {
        int w = TLanes.Width;
        for (int c = 0; c < channels; c += w, dy += w, m += w)
        {
            float* from = dy, t = work, to = m;
            TVector sum = TLanes.Zero;
            for (int j = 0; j < 2; j++, from += col, t += w)
            {
                TVector d0 = TLanes.Load(from), d1 = TLanes.Load(from + row);
                TLanes.Store(t, d0);
                TLanes.Store(t + 2 * w, TLanes.Plus(d0, Root2 / 2, d1));
                TLanes.Store(t + 4 * w, TLanes.Plus(d0, -Root2 / 2, d1));
                TLanes.Store(t + 6 * w, TLanes.Plus(d0, Root2, d1));
                TLanes.Store(t + 8 * w, TLanes.Plus(d0, -Root2, d1));
                TLanes.Store(t + 10 * w, d1);
                sum = TLanes.Add(sum, TLanes.Add(d0, d1));
            }
            if (bias is not null) TLanes.Store(bias + c, TLanes.Add(TLanes.Load(bias + c), sum));
            t = work;
            for (int i = 0; i < 6; i++, t += 2 * w, to += 6 * frequency)
            {
                TVector d0 = TLanes.Load(t), d1 = TLanes.Load(t + w);
                TLanes.Store(to, d0);
                TLanes.Store(to + frequency, TLanes.Plus(d0, Root2 / 2, d1));
                TLanes.Store(to + 2 * frequency, TLanes.Plus(d0, -Root2 / 2, d1));
                TLanes.Store(to + 3 * frequency, TLanes.Plus(d0, Root2, d1));
                TLanes.Store(to + 4 * frequency, TLanes.Plus(d0, -Root2, d1));
                TLanes.Store(to + 5 * frequency, d1);
            }
        }
    }

    public static void Filter<TLanes, TVector>(float* g, nint tap, float* u, nint frequency, float* work)
        where TLanes : struct, IWinogradLanes<TVector>
        where TVector : struct
    {
        int w = TLanes.Width;
        for (int j = 0; j < 5; j++) Evaluate<TLanes, TVector>(g + j * tap, 5 * tap, work + j * w, 5 * w);
        for (int i = 0; i < 6; i++) Evaluate<TLanes, TVector>(work + i * 5 * w, w, u + i * 6 * frequency, frequency);
    }

    public static void FilterAdjoint<TLanes, TVector>(float* du, nint frequency, float* dg, nint tap, float* work)
        where TLanes : struct, IWinogradLanes<TVector>
        where TVector : struct
    {
        int w = TLanes.Width;
        for (int j = 0; j < 6; j++) EvaluateAdjoint<TLanes, TVector>(du + j * frequency, 6 * frequency, work + j * w, 6 * w);
        for (int i = 0; i < 5; i++) EvaluateAdjoint<TLanes, TVector>(work + i * 6 * w, w, dg + i * 5 * tap, tap);
    }

    // G·g: the five taps as a polynomial at the six points, each with the factor of its point.
    private static void Evaluate<TLanes, TVector>(float* g, nint step, float* u, nint uStep)
        where TLanes : struct, IWinogradLanes<TVector>
        where TVector : struct
    {
        TVector g0 = TLanes.Load(g), g1 = TLanes.Load(g + step), g2 = TLanes.Load(g + 2 * step), g3 = TLanes.Load(g + 3 * step), g4 = TLanes.Load(g + 4 * step);
        TVector even = TLanes.Times(-2f / 3, TLanes.Plus(TLanes.Plus(g0, 0.5f, g2), 0.25f, g4)), odd = TLanes.Times(-Root2 / 3, TLanes.Plus(g1, 0.5f, g3));
        TLanes.Store(u, g0);
        TLanes.Store(u + uStep, TLanes.Add(even, odd));
        TLanes.Store(u + 2 * uStep, TLanes.Subtract(even, odd));
        even = TLanes.Times(1f / 6, TLanes.Plus(TLanes.Plus(g0, 2, g2), 4, g4));
        odd = TLanes.Times(Root2 / 6, TLanes.Plus(g1, 2, g3));
        TLanes.Store(u + 3 * uStep, TLanes.Add(even, odd));
        TLanes.Store(u + 4 * uStep, TLanes.Subtract(even, odd));
        TLanes.Store(u + 5 * uStep, g4);
    }

    private static void EvaluateAdjoint<TLanes, TVector>(float* d, nint step, float* g, nint gStep)
        where TLanes : struct, IWinogradLanes<TVector>
        where TVector : struct
    {
        TVector d0 = TLanes.Load(d), d1 = TLanes.Load(d + step), d2 = TLanes.Load(d + 2 * step), d3 = TLanes.Load(d + 3 * step), d4 = TLanes.Load(d + 4 * step), d5 = TLanes.Load(d + 5 * step);
        TVector s = TLanes.Add(d1, d2), a = TLanes.Subtract(d2, d1), p = TLanes.Add(d3, d4), q = TLanes.Subtract(d3, d4);
        TLanes.Store(g, TLanes.Plus(TLanes.Plus(d0, -2f / 3, s), 1f / 6, p));
        TLanes.Store(g + gStep, TLanes.Times(Root2 / 3, TLanes.Plus(a, 0.5f, q)));
        TLanes.Store(g + 2 * gStep, TLanes.Times(1f / 3, TLanes.Subtract(p, s)));
        TLanes.Store(g + 3 * gStep, TLanes.Times(Root2 / 3, TLanes.Plus(q, 0.5f, a)));
        TLanes.Store(g + 4 * gStep, TLanes.Plus(TLanes.Plus(d5, 2f / 3, p), -1f / 6, s));
    }


}
