using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>F(2×2, 5×5): 36 products for 4 outputs of 25 taps each, 2.78 times fewer than the direct sums.</summary>
/// <remarks>Points 0, ±√½, ±√2, ∞ as in <see cref="WinogradF4"/>: six points either way, so the input's transform is the same.</remarks>
internal readonly unsafe struct WinogradF2Window5 : IWinogradTransform
{
    private const float Root2 = 1.41421356237f;

    public static WinogradForm Form => WinogradForm.Of(ConvAlgorithm.F2Window5);

    public static void Input<TOps, TVector>(float* d, nint row, nint col, float* v, nint frequency, int channels, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
        => WinogradF4.Input<TOps, TVector>(d, row, col, v, frequency, channels, work);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TOps, TVector>(float* m, nint frequency, float* y, nint row, nint col, int channels, float* bias, bool accumulate, Clamp clamp, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        for (int c = 0; c < channels; c += w, m += w, y += w)
        {
            float* from = m, t = work, to = y;
            for (int j = 0; j < 6; j++, from += frequency, t += w)
            {
                TVector d0 = TOps.Load(from), d1 = TOps.Load(from + 6 * frequency), d2 = TOps.Load(from + 12 * frequency), d3 = TOps.Load(from + 18 * frequency), d4 = TOps.Load(from + 24 * frequency), d5 = TOps.Load(from + 30 * frequency);
                TOps.Store(t, TOps.Add(d0, TOps.Add(TOps.Add(d1, d2), TOps.Add(d3, d4))));
                TOps.Store(t + 6 * w, TOps.Plus(TOps.Plus(d5, Root2 / 2, TOps.Subtract(d1, d2)), Root2, TOps.Subtract(d3, d4)));
            }
            t = work;
            TVector b = TOps.Load(bias + c);
            for (int i = 0; i < 2; i++, t += 6 * w, to += row)
            {
                TVector d0 = TOps.Load(t), d1 = TOps.Load(t + w), d2 = TOps.Load(t + 2 * w), d3 = TOps.Load(t + 3 * w), d4 = TOps.Load(t + 4 * w), d5 = TOps.Load(t + 5 * w);
                TVector y0 = TOps.Add(b, TOps.Add(d0, TOps.Add(TOps.Add(d1, d2), TOps.Add(d3, d4))));
                TVector y1 = TOps.Add(b, TOps.Plus(TOps.Plus(d5, Root2 / 2, TOps.Subtract(d1, d2)), Root2, TOps.Subtract(d3, d4)));
                if (accumulate)
                {
                    y0 = TOps.Add(y0, TOps.Load(to));
                    y1 = TOps.Add(y1, TOps.Load(to + col));
                }
                if (clamp != Clamp.None)
                {
                    y0 = TOps.Floor(y0);
                    y1 = TOps.Floor(y1);
                }
                if (clamp == Clamp.Relu6)
                {
                    y0 = TOps.Ceiling(y0);
                    y1 = TOps.Ceiling(y1);
                }
                TOps.Store(to, y0);
                TOps.Store(to + col, y1);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputAdjoint<TOps, TVector>(float* dy, nint row, nint col, float* m, nint frequency, int channels, float* bias, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        for (int c = 0; c < channels; c += w, dy += w, m += w)
        {
            float* from = dy, t = work, to = m;
            TVector sum = TOps.Zero;
            for (int j = 0; j < 2; j++, from += col, t += w)
            {
                TVector d0 = TOps.Load(from), d1 = TOps.Load(from + row);
                TOps.Store(t, d0);
                TOps.Store(t + 2 * w, TOps.Plus(d0, Root2 / 2, d1));
                TOps.Store(t + 4 * w, TOps.Plus(d0, -Root2 / 2, d1));
                TOps.Store(t + 6 * w, TOps.Plus(d0, Root2, d1));
                TOps.Store(t + 8 * w, TOps.Plus(d0, -Root2, d1));
                TOps.Store(t + 10 * w, d1);
                sum = TOps.Add(sum, TOps.Add(d0, d1));
            }
            if (bias is not null) TOps.Store(bias + c, TOps.Add(TOps.Load(bias + c), sum));
            t = work;
            for (int i = 0; i < 6; i++, t += 2 * w, to += 6 * frequency)
            {
                TVector d0 = TOps.Load(t), d1 = TOps.Load(t + w);
                TOps.Store(to, d0);
                TOps.Store(to + frequency, TOps.Plus(d0, Root2 / 2, d1));
                TOps.Store(to + 2 * frequency, TOps.Plus(d0, -Root2 / 2, d1));
                TOps.Store(to + 3 * frequency, TOps.Plus(d0, Root2, d1));
                TOps.Store(to + 4 * frequency, TOps.Plus(d0, -Root2, d1));
                TOps.Store(to + 5 * frequency, d1);
            }
        }
    }

    public static void Filter<TOps, TVector>(float* g, nint tap, float* u, nint frequency, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        for (int j = 0; j < 5; j++) Evaluate<TOps, TVector>(g + j * tap, 5 * tap, work + j * w, 5 * w);
        for (int i = 0; i < 6; i++) Evaluate<TOps, TVector>(work + i * 5 * w, w, u + i * 6 * frequency, frequency);
    }

    public static void FilterAdjoint<TOps, TVector>(float* du, nint frequency, float* dg, nint tap, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        for (int j = 0; j < 6; j++) EvaluateAdjoint<TOps, TVector>(du + j * frequency, 6 * frequency, work + j * w, 6 * w);
        for (int i = 0; i < 5; i++) EvaluateAdjoint<TOps, TVector>(work + i * 6 * w, w, dg + i * 5 * tap, tap);
    }

    // G·g: the five taps as a polynomial at the six points, each with the factor of its point.
    private static void Evaluate<TOps, TVector>(float* g, nint step, float* u, nint uStep)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        TVector g0 = TOps.Load(g), g1 = TOps.Load(g + step), g2 = TOps.Load(g + 2 * step), g3 = TOps.Load(g + 3 * step), g4 = TOps.Load(g + 4 * step);
        TVector even = TOps.Times(-2f / 3, TOps.Plus(TOps.Plus(g0, 0.5f, g2), 0.25f, g4)), odd = TOps.Times(-Root2 / 3, TOps.Plus(g1, 0.5f, g3));
        TOps.Store(u, g0);
        TOps.Store(u + uStep, TOps.Add(even, odd));
        TOps.Store(u + 2 * uStep, TOps.Subtract(even, odd));
        even = TOps.Times(1f / 6, TOps.Plus(TOps.Plus(g0, 2, g2), 4, g4));
        odd = TOps.Times(Root2 / 6, TOps.Plus(g1, 2, g3));
        TOps.Store(u + 3 * uStep, TOps.Add(even, odd));
        TOps.Store(u + 4 * uStep, TOps.Subtract(even, odd));
        TOps.Store(u + 5 * uStep, g4);
    }

    private static void EvaluateAdjoint<TOps, TVector>(float* d, nint step, float* g, nint gStep)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        TVector d0 = TOps.Load(d), d1 = TOps.Load(d + step), d2 = TOps.Load(d + 2 * step), d3 = TOps.Load(d + 3 * step), d4 = TOps.Load(d + 4 * step), d5 = TOps.Load(d + 5 * step);
        TVector s = TOps.Add(d1, d2), a = TOps.Subtract(d2, d1), p = TOps.Add(d3, d4), q = TOps.Subtract(d3, d4);
        TOps.Store(g, TOps.Plus(TOps.Plus(d0, -2f / 3, s), 1f / 6, p));
        TOps.Store(g + gStep, TOps.Times(Root2 / 3, TOps.Plus(a, 0.5f, q)));
        TOps.Store(g + 2 * gStep, TOps.Times(1f / 3, TOps.Subtract(p, s)));
        TOps.Store(g + 3 * gStep, TOps.Times(Root2 / 3, TOps.Plus(q, 0.5f, a)));
        TOps.Store(g + 4 * gStep, TOps.Plus(TOps.Plus(d5, 2f / 3, p), -1f / 6, s));
    }


}
