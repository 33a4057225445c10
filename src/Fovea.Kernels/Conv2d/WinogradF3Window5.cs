using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>F(3×3, 5×5): 49 products for 9 outputs of 25 taps each, 4.6 times fewer than the direct sums.</summary>
/// <remarks>
/// Points ±a, ±b, ±c, ∞ with a = 5/16, b = 7/8, c = 15/8, found by search: relative error 1.6·10⁻⁶ at 32 channels, 3.0·10⁻⁶ at 256, twice
/// that of direct sums. F(4×4, 5×5), 6.3 times fewer products, has 2.3 and 5.2·10⁻⁶ at its best points.
/// </remarks>
internal readonly unsafe struct WinogradF3Window5 : IWinogradGradient
{
    internal const double A = 0.3125, B = 0.875, C = 1.875;
    internal const double A2 = A * A, B2 = B * B, C2 = C * C;

    // Factors of the points in G: one over the product of the differences to the other points.
    private const double FactorA = 1 / (2 * A * (A2 - B2) * (A2 - C2)), FactorB = 1 / (2 * B * (B2 - A2) * (B2 - C2)), FactorC = 1 / (2 * C * (C2 - A2) * (C2 - B2));

    public static WinogradForm Form => WinogradForm.Of(ConvAlgorithm.F3Window5);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<TOps, TVector>(float* d, nint row, nint col, float* v, nint frequency, int channels, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        if (TOps.Width == 16)
        {
            WinogradF3Window5Registers.Input(d, row, col, v, frequency, channels);
            return;
        }
        int w = TOps.Width;
        for (int c = 0; c < channels; c += w, d += w, v += w)
        {
            for (int j = 0; j < 7; j++) Patch<TOps, TVector>(d + j * col, row, work + j * w, 7 * w);
            for (int i = 0; i < 7; i++) Patch<TOps, TVector>(work + i * 7 * w, w, v + i * 7 * frequency, frequency);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TOps, TVector>(float* m, nint frequency, float* y, nint row, nint col, int channels, float* bias, bool accumulate, Clamp clamp, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        if (TOps.Width == 16)
        {
            WinogradF3Window5Registers.Output(m, frequency, y, row, col, channels, bias, accumulate, clamp);
            return;
        }
        int w = TOps.Width;
        for (int c = 0; c < channels; c += w, m += w, y += w)
        {
            for (int j = 0; j < 7; j++)
            {
                Interpolate<TOps, TVector>(m + j * frequency, 7 * frequency, out TVector t0, out TVector t1, out TVector t2);
                TOps.Store(work + j * w, t0);
                TOps.Store(work + (7 + j) * w, t1);
                TOps.Store(work + (14 + j) * w, t2);
            }
            TVector b = TOps.Load(bias + c);
            float* to = y;
            for (int i = 0; i < 3; i++, to += row)
            {
                Interpolate<TOps, TVector>(work + i * 7 * w, w, out TVector y0, out TVector y1, out TVector y2);
                y0 = TOps.Add(b, y0);
                y1 = TOps.Add(b, y1);
                y2 = TOps.Add(b, y2);
                if (accumulate)
                {
                    y0 = TOps.Add(y0, TOps.Load(to));
                    y1 = TOps.Add(y1, TOps.Load(to + col));
                    y2 = TOps.Add(y2, TOps.Load(to + 2 * col));
                }
                if (clamp != Clamp.None)
                {
                    y0 = TOps.Floor(y0);
                    y1 = TOps.Floor(y1);
                    y2 = TOps.Floor(y2);
                }
                if (clamp == Clamp.Relu6)
                {
                    y0 = TOps.Ceiling(y0);
                    y1 = TOps.Ceiling(y1);
                    y2 = TOps.Ceiling(y2);
                }
                TOps.Store(to, y0);
                TOps.Store(to + col, y1);
                TOps.Store(to + 2 * col, y2);
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
            TVector sum = TOps.Zero;
            for (int j = 0; j < 3; j++)
            {
                float* from = dy + j * col;
                TVector d0 = TOps.Load(from), d1 = TOps.Load(from + row), d2 = TOps.Load(from + 2 * row);
                Spread<TOps, TVector>(d0, d1, d2, work + j * w, 3 * w);
                sum = TOps.Add(sum, TOps.Add(TOps.Add(d0, d1), d2));
            }
            if (bias is not null) TOps.Store(bias + c, TOps.Add(TOps.Load(bias + c), sum));
            float* t = work;
            for (int i = 0; i < 7; i++, t += 3 * w)
                Spread<TOps, TVector>(TOps.Load(t), TOps.Load(t + w), TOps.Load(t + 2 * w), m + i * 7 * frequency, frequency);
        }
    }

    public static void Filter<TOps, TVector>(float* g, nint tap, float* u, nint frequency, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        for (int j = 0; j < 5; j++) Evaluate<TOps, TVector>(g + j * tap, 5 * tap, work + j * w, 5 * w);
        for (int i = 0; i < 7; i++) Evaluate<TOps, TVector>(work + i * 5 * w, w, u + i * 7 * frequency, frequency);
    }

    public static void FilterAdjoint<TOps, TVector>(float* du, nint frequency, float* dg, nint tap, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        for (int j = 0; j < 7; j++) EvaluateAdjoint<TOps, TVector>(du + j * frequency, 7 * frequency, work + j * w, 7 * w);
        for (int i = 0; i < 5; i++) EvaluateAdjoint<TOps, TVector>(work + i * 7 * w, w, dg + i * 5 * tap, tap);
    }

    // Bᵀ·d: for ±a the polynomial (x ± a)(x² − b²)(x² − c²) of the seven pixels, its odd powers and its even ones; for ∞ all six roots.
    // Inlined, its twelve constants would be kept across the loop, in registers that it needs and on the stack.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Patch<TOps, TVector>(float* d, nint step, float* v, nint vStep)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        TVector d0 = TOps.Load(d), d2 = TOps.Load(d + 2 * step), d4 = TOps.Load(d + 4 * step);
        TOps.Store(v + 6 * vStep, TOps.Plus(TOps.Plus(TOps.Plus(TOps.Load(d + 6 * step), (float)-(A2 + B2 + C2), d4), (float)((A2 * B2) + (A2 * C2) + (B2 * C2)), d2), (float)-(A2 * B2 * C2), d0));
        TVector d1 = TOps.Load(d + step), d3 = TOps.Load(d + 3 * step), d5 = TOps.Load(d + 5 * step);
        TVector odd = TOps.Plus(TOps.Plus(d5, (float)-(B2 + C2), d3), (float)(B2 * C2), d1), even = TOps.Times((float)A, TOps.Plus(TOps.Plus(d4, (float)-(B2 + C2), d2), (float)(B2 * C2), d0));
        TOps.Store(v, TOps.Add(odd, even));
        TOps.Store(v + vStep, TOps.Subtract(odd, even));
        odd = TOps.Plus(TOps.Plus(d5, (float)-(A2 + C2), d3), (float)(A2 * C2), d1);
        even = TOps.Times((float)B, TOps.Plus(TOps.Plus(d4, (float)-(A2 + C2), d2), (float)(A2 * C2), d0));
        TOps.Store(v + 2 * vStep, TOps.Add(odd, even));
        TOps.Store(v + 3 * vStep, TOps.Subtract(odd, even));
        odd = TOps.Plus(TOps.Plus(d5, (float)-(A2 + B2), d3), (float)(A2 * B2), d1);
        even = TOps.Times((float)C, TOps.Plus(TOps.Plus(d4, (float)-(A2 + B2), d2), (float)(A2 * B2), d0));
        TOps.Store(v + 4 * vStep, TOps.Add(odd, even));
        TOps.Store(v + 5 * vStep, TOps.Subtract(odd, even));
    }

    // Aᵀ·m: the three coefficients of the product from its values at the points.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Interpolate<TOps, TVector>(float* m, nint step, out TVector y0, out TVector y1, out TVector y2)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        TVector p = TOps.Load(m), q = TOps.Load(m + step);
        TVector even = TOps.Add(p, q), odd = TOps.Subtract(p, q);
        y1 = TOps.Times((float)A, odd);
        y2 = TOps.Plus(TOps.Load(m + 6 * step), (float)A2, even);
        y0 = even;
        p = TOps.Load(m + 2 * step);
        q = TOps.Load(m + 3 * step);
        even = TOps.Add(p, q);
        y0 = TOps.Add(y0, even);
        y1 = TOps.Plus(y1, (float)B, TOps.Subtract(p, q));
        y2 = TOps.Plus(y2, (float)B2, even);
        p = TOps.Load(m + 4 * step);
        q = TOps.Load(m + 5 * step);
        even = TOps.Add(p, q);
        y0 = TOps.Add(y0, even);
        y1 = TOps.Plus(y1, (float)C, TOps.Subtract(p, q));
        y2 = TOps.Plus(y2, (float)C2, even);
    }

    // A·dY: a quadratic at the points.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread<TOps, TVector>(TVector d0, TVector d1, TVector d2, float* m, nint step)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        TVector even = TOps.Plus(d0, (float)A2, d2), odd = TOps.Times((float)A, d1);
        TOps.Store(m, TOps.Add(even, odd));
        TOps.Store(m + step, TOps.Subtract(even, odd));
        even = TOps.Plus(d0, (float)B2, d2);
        odd = TOps.Times((float)B, d1);
        TOps.Store(m + 2 * step, TOps.Add(even, odd));
        TOps.Store(m + 3 * step, TOps.Subtract(even, odd));
        even = TOps.Plus(d0, (float)C2, d2);
        odd = TOps.Times((float)C, d1);
        TOps.Store(m + 4 * step, TOps.Add(even, odd));
        TOps.Store(m + 5 * step, TOps.Subtract(even, odd));
        TOps.Store(m + 6 * step, d2);
    }

    // G·g: the five taps as a polynomial at the points, each with its factor.
    private static void Evaluate<TOps, TVector>(float* g, nint step, float* u, nint uStep)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        TVector g0 = TOps.Load(g), g1 = TOps.Load(g + step), g2 = TOps.Load(g + 2 * step), g3 = TOps.Load(g + 3 * step), g4 = TOps.Load(g + 4 * step);
        Point((float)FactorA, (float)(A * FactorA), (float)A2, u);
        Point((float)FactorB, (float)(B * FactorB), (float)B2, u + 2 * uStep);
        Point((float)FactorC, (float)(C * FactorC), (float)C2, u + 4 * uStep);
        TOps.Store(u + 6 * uStep, g4);

        void Point(float evenFactor, float oddFactor, float square, float* to)
        {
            TVector even = TOps.Times(evenFactor, TOps.Plus(TOps.Plus(g0, square, g2), square * square, g4)), odd = TOps.Times(oddFactor, TOps.Plus(g1, square, g3));
            TOps.Store(to, TOps.Add(odd, even));
            TOps.Store(to + uStep, TOps.Subtract(odd, even));
        }
    }

    private static void EvaluateAdjoint<TOps, TVector>(float* d, nint step, float* g, nint gStep)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        TVector a = Even(d, (float)FactorA), b = Even(d + 2 * step, (float)FactorB), c = Even(d + 4 * step, (float)FactorC);
        TOps.Store(g, TOps.Add(TOps.Add(a, b), c));
        TOps.Store(g + 2 * gStep, TOps.Plus(TOps.Plus(TOps.Times((float)A2, a), (float)B2, b), (float)C2, c));
        TOps.Store(g + 4 * gStep, TOps.Plus(TOps.Plus(TOps.Plus(TOps.Load(d + 6 * step), (float)(A2 * A2), a), (float)(B2 * B2), b), (float)(C2 * C2), c));
        a = Odd(d, (float)(A * FactorA));
        b = Odd(d + 2 * step, (float)(B * FactorB));
        c = Odd(d + 4 * step, (float)(C * FactorC));
        TOps.Store(g + gStep, TOps.Add(TOps.Add(a, b), c));
        TOps.Store(g + 3 * gStep, TOps.Plus(TOps.Plus(TOps.Times((float)A2, a), (float)B2, b), (float)C2, c));

        TVector Even(float* from, float factor) => TOps.Times(factor, TOps.Subtract(TOps.Load(from), TOps.Load(from + step)));
        TVector Odd(float* from, float factor) => TOps.Times(factor, TOps.Add(TOps.Load(from), TOps.Load(from + step)));
    }
}
