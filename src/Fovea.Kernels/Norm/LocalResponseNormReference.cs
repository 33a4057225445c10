using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Local response normalisation over dense data of pixels × C: the specification of the kernels.</summary>
public static class LocalResponseNormReference
{
    /// <summary>y = x / (k + alpha/size·Σ x²)^beta.</summary>
    public static void Forward<T>(int channels, in ResponseWindow w, ReadOnlySpan<T> x, Span<T> y) where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++) y[i] = x[i] * T.Pow(Denominator(channels, w, x, i), T.CreateChecked(-w.Beta));
    }

    /// <summary>dx += the gradient: every channel of a window moves every other.</summary>
    public static void Backward<T>(int channels, in ResponseWindow w, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx) where T : struct, IFloatingPointIeee754<T>
    {
        T beta = T.CreateChecked(w.Beta), factor = T.CreateChecked(-2.0 * w.Alpha * w.Beta / w.Size);
        for (int i = 0; i < x.Length; i++)
        {
            T s = Denominator(channels, w, x, i);
            dx[i] += dy[i] * T.Pow(s, -beta);
            (int first, int end) = Window(channels, w, i);
            for (int j = first; j < end; j++) dx[j] += factor * x[j] * dy[i] * x[i] * T.Pow(s, -beta - T.One);
        }
    }

    private static T Denominator<T>(int channels, in ResponseWindow w, ReadOnlySpan<T> x, int i) where T : struct, IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        (int first, int end) = Window(channels, w, i);
        for (int j = first; j < end; j++) sum += x[j] * x[j];
        return T.CreateChecked(w.K) + T.CreateChecked((double)w.Alpha / w.Size) * sum;
    }

    private static (int First, int End) Window(int channels, in ResponseWindow w, int i)
    {
        int c = i % channels, pixel = i - c;
        return (pixel + Math.Max(0, c - w.Size / 2), pixel + Math.Min(channels, c + w.Size / 2 + 1));
    }
}
