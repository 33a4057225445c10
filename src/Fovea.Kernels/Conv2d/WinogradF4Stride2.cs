using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>4×4 outputs of a 3×3 window with stride 2 from 9×9 pixels: 81 products instead of 144.</summary>
/// <remarks>
/// Along an axis the even pixels of a patch meet the window's first and last weight, a window of 2 with stride 1: F(4, 2), points ±a, ±b, ∞ with
/// a = 0.4, b = 1.3, found by search. Its odd pixels meet the weight between, as they are. Products 0 … 4 belong to the points, 5 … 8 to the
/// odd pixels, all four by the same matrix. Relative error 0.8·10⁻⁶ at 256 channels, direct sums 0.6·10⁻⁶.
/// </remarks>
internal readonly unsafe struct WinogradF4Stride2 : IWinogradGradient
{
    private const double A = 0.4, B = 1.3;
    private const double A2 = A * A, B2 = B * B;

    // Factors of the points in G: one over the product of the differences to the other points.
    private const double FactorA = 1 / (2 * A * (A2 - B2)), FactorB = 1 / (2 * B * (B2 - A2));

    public static WinogradForm Form => WinogradForm.Of(ConvAlgorithm.F4Stride2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<TOps, TVector>(float* d, nint row, nint col, float* v, nint frequency, int channels, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        for (int c = 0; c < channels; c += w, d += w, v += w)
        {
            for (int j = 0; j < 9; j++) Points<TOps, TVector>(d + j * col, 2 * row, work + j * w, 9 * w);
            float* to = v, from = work;
            for (int i = 0; i < 9; i++, to += 9 * frequency, from += 9 * w)
            {
                // Rows 5 … 8 are the patch's odd rows, untouched so far.
                nint step = i < 5 ? w : col;
                if (i >= 5) from = d + (2 * (i - 5) + 1) * row;
                Points<TOps, TVector>(from, 2 * step, to, frequency);
                for (int j = 0; j < 4; j++) TOps.Store(to + (5 + j) * frequency, TOps.Load(from + (2 * j + 1) * step));
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
                float* from = m + j * frequency;
                Interpolate<TOps, TVector>(from, 9 * frequency, out TVector t0, out TVector t1, out TVector t2, out TVector t3);
                TOps.Store(work + j * w, TOps.Add(t0, TOps.Load(from + 45 * frequency)));
                TOps.Store(work + (9 + j) * w, TOps.Add(t1, TOps.Load(from + 54 * frequency)));
                TOps.Store(work + (18 + j) * w, TOps.Add(t2, TOps.Load(from + 63 * frequency)));
                TOps.Store(work + (27 + j) * w, TOps.Add(t3, TOps.Load(from + 72 * frequency)));
            }
            TVector b = TOps.Load(bias + c);
            float* t = work, to = y;
            for (int i = 0; i < 4; i++, t += 9 * w, to += row)
            {
                Interpolate<TOps, TVector>(t, w, out TVector y0, out TVector y1, out TVector y2, out TVector y3);
                y0 = TOps.Add(b, TOps.Add(y0, TOps.Load(t + 5 * w)));
                y1 = TOps.Add(b, TOps.Add(y1, TOps.Load(t + 6 * w)));
                y2 = TOps.Add(b, TOps.Add(y2, TOps.Load(t + 7 * w)));
                y3 = TOps.Add(b, TOps.Add(y3, TOps.Load(t + 8 * w)));
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
        int w = TOps.Width;
        for (int c = 0; c < channels; c += w, dy += w, m += w)
        {
            TVector sum = TOps.Zero;
            for (int j = 0; j < 4; j++)
            {
                Spread<TOps, TVector>(dy + j * col, row, work + j * w, 4 * w, out TVector s);
                sum = TOps.Add(sum, s);
            }
            if (bias is not null) TOps.Store(bias + c, TOps.Add(TOps.Load(bias + c), sum));
            float* t = work, to = m;
            for (int i = 0; i < 9; i++, t += 4 * w, to += 9 * frequency) Spread<TOps, TVector>(t, w, to, frequency, out _);
        }
    }

    public static void Filter<TOps, TVector>(float* g, nint tap, float* u, nint frequency, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        for (int j = 0; j < 3; j++) Evaluate<TOps, TVector>(g + j * tap, 3 * tap, work + j * w, 3 * w);
        for (int i = 0; i < 6; i++) Evaluate<TOps, TVector>(work + i * 3 * w, w, u + i * 6 * frequency, frequency);
    }

    public static void FilterAdjoint<TOps, TVector>(float* du, nint frequency, float* dg, nint tap, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        int w = TOps.Width;
        for (int j = 0; j < 6; j++) EvaluateAdjoint<TOps, TVector>(du + j * frequency, 6 * frequency, work + j * w, 6 * w);
        for (int i = 0; i < 3; i++) EvaluateAdjoint<TOps, TVector>(work + i * 6 * w, w, dg + i * 3 * tap, tap);
    }

    /// <summary>Bᵀ·d of F(4, 2): five pixels at the five points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Points<TOps, TVector>(float* d, nint step, float* v, nint vStep)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        TVector d0 = TOps.Load(d), d1 = TOps.Load(d + step), d2 = TOps.Load(d + 2 * step), d3 = TOps.Load(d + 3 * step), d4 = TOps.Load(d + 4 * step);
        TVector odd = TOps.Plus(d3, (float)-B2, d1), even = TOps.Times((float)A, TOps.Plus(d2, (float)-B2, d0));
        TOps.Store(v, TOps.Add(odd, even));
        TOps.Store(v + vStep, TOps.Subtract(odd, even));
        odd = TOps.Plus(d3, (float)-A2, d1);
        even = TOps.Times((float)B, TOps.Plus(d2, (float)-A2, d0));
        TOps.Store(v + 2 * vStep, TOps.Add(odd, even));
        TOps.Store(v + 3 * vStep, TOps.Subtract(odd, even));
        TOps.Store(v + 4 * vStep, TOps.Plus(TOps.Plus(d4, (float)-(A2 + B2), d2), (float)(A2 * B2), d0));
    }

    /// <summary>Aᵀ·m of F(4, 2): the four coefficients of the product from its values at the points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Interpolate<TOps, TVector>(float* m, nint step, out TVector y0, out TVector y1, out TVector y2, out TVector y3)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        TVector p = TOps.Load(m), q = TOps.Load(m + step), s = TOps.Add(p, q), a = TOps.Subtract(p, q);
        p = TOps.Load(m + 2 * step);
        q = TOps.Load(m + 3 * step);
        TVector t = TOps.Add(p, q), b = TOps.Subtract(p, q);
        y0 = TOps.Add(s, t);
        y1 = TOps.Plus(TOps.Times((float)A, a), (float)B, b);
        y2 = TOps.Plus(TOps.Times((float)A2, s), (float)B2, t);
        y3 = TOps.Plus(TOps.Plus(TOps.Load(m + 4 * step), (float)(A * A2), a), (float)(B * B2), b);
    }

    // A·dY: a cubic at the points, then the four pixels as they are; and their sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread<TOps, TVector>(float* d, nint step, float* m, nint mStep, out TVector sum)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        TVector d0 = TOps.Load(d), d1 = TOps.Load(d + step), d2 = TOps.Load(d + 2 * step), d3 = TOps.Load(d + 3 * step);
        TVector even = TOps.Plus(d0, (float)A2, d2), odd = TOps.Times((float)A, TOps.Plus(d1, (float)A2, d3));
        TOps.Store(m, TOps.Add(even, odd));
        TOps.Store(m + mStep, TOps.Subtract(even, odd));
        even = TOps.Plus(d0, (float)B2, d2);
        odd = TOps.Times((float)B, TOps.Plus(d1, (float)B2, d3));
        TOps.Store(m + 2 * mStep, TOps.Add(even, odd));
        TOps.Store(m + 3 * mStep, TOps.Subtract(even, odd));
        TOps.Store(m + 4 * mStep, d3);
        TOps.Store(m + 5 * mStep, d0);
        TOps.Store(m + 6 * mStep, d1);
        TOps.Store(m + 7 * mStep, d2);
        TOps.Store(m + 8 * mStep, d3);
        sum = TOps.Add(TOps.Add(d0, d1), TOps.Add(d2, d3));
    }

    // G·g: the outer weights as a polynomial at the points, each with its factor; then the middle one.
    private static void Evaluate<TOps, TVector>(float* g, nint step, float* u, nint uStep)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        TVector g0 = TOps.Load(g), g1 = TOps.Load(g + step), g2 = TOps.Load(g + 2 * step);
        TVector even = TOps.Times((float)FactorA, g0), odd = TOps.Times((float)(A * FactorA), g2);
        TOps.Store(u, TOps.Add(odd, even));
        TOps.Store(u + uStep, TOps.Subtract(odd, even));
        even = TOps.Times((float)FactorB, g0);
        odd = TOps.Times((float)(B * FactorB), g2);
        TOps.Store(u + 2 * uStep, TOps.Add(odd, even));
        TOps.Store(u + 3 * uStep, TOps.Subtract(odd, even));
        TOps.Store(u + 4 * uStep, g2);
        TOps.Store(u + 5 * uStep, g1);
    }

    private static void EvaluateAdjoint<TOps, TVector>(float* d, nint step, float* g, nint gStep)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct
    {
        TVector d0 = TOps.Load(d), d1 = TOps.Load(d + step), d2 = TOps.Load(d + 2 * step), d3 = TOps.Load(d + 3 * step);
        TOps.Store(g, TOps.Plus(TOps.Times((float)FactorA, TOps.Subtract(d0, d1)), (float)FactorB, TOps.Subtract(d2, d3)));
        TOps.Store(g + gStep, TOps.Load(d + 5 * step));
        TOps.Store(g + 2 * gStep, TOps.Plus(TOps.Plus(TOps.Load(d + 4 * step), (float)(A * FactorA), TOps.Add(d0, d1)), (float)(B * FactorB), TOps.Add(d2, d3)));
    }
}
