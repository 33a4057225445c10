using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Sum, concatenation, padding and dropout over dense N H W C data: the specification of the kernels.</summary>
public static class MapsReference
{
    /// <summary>y = a + b, then optionally a clamp.</summary>
    public static void Sum<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, Clamp clamp = Clamp.None) where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
        {
            T v = a[i] + b[i];
            if (clamp != Clamp.None && v <= T.Zero) v = T.Zero;
            y[i] = clamp == Clamp.Relu6 && v > T.CreateChecked(6) ? T.CreateChecked(6) : v;
        }
    }

    /// <summary>y[pixel][toChannel + c] = x[pixel][fromChannel + c], or += ; concatenation forward and backward.</summary>
    public static void CopyChannels<T>(int pixels, ReadOnlySpan<T> x, int xChannels, int fromChannel, Span<T> y, int yChannels, int toChannel,
        int channels, bool accumulate = false) where T : struct, IFloatingPointIeee754<T>
    {
        for (int p = 0; p < pixels; p++)
            for (int c = 0; c < channels; c++)
            {
                T v = x[p * xChannels + fromChannel + c];
                ref T target = ref y[p * yChannels + toChannel + c];
                target = accumulate ? target + v : v;
            }
    }

    /// <summary>y = x inside a border of a constant.</summary>
    public static void Pad<T>(int n, int h, int w, int c, ReadOnlySpan<T> x, Span<T> y, int top, int bottom, int left, int right, T value)
        where T : struct, IFloatingPointIeee754<T>
    {
        int outH = h + top + bottom, outW = w + left + right;
        for (int i = 0; i < n; i++)
            for (int a = 0; a < outH; a++)
                for (int b = 0; b < outW; b++)
                    for (int k = 0; k < c; k++)
                    {
                        bool inside = a >= top && a < top + h && b >= left && b < left + w;
                        y[((i * outH + a) * outW + b) * c + k] = inside ? x[((i * h + a - top) * w + b - left) * c + k] : value;
                    }
    }

    /// <summary>dx = the part of dy over x, or += .</summary>
    public static void PadBackward<T>(int n, int h, int w, int c, ReadOnlySpan<T> dy, Span<T> dx, int top, int bottom, int left, int right,
        bool accumulate = false) where T : struct, IFloatingPointIeee754<T>
    {
        int outH = h + top + bottom, outW = w + left + right;
        for (int i = 0; i < n; i++)
            for (int a = 0; a < h; a++)
                for (int b = 0; b < w * c; b++)
                {
                    T v = dy[((i * outH + a + top) * outW + left) * c + b];
                    ref T target = ref dx[(i * h + a) * w * c + b];
                    target = accumulate ? target + v : v;
                }
    }

    /// <summary>y = mask·x / (1 − rate): element e is dropped if word e mod 4 of counter e / 4, as a number in [0, 1), is below the rate.</summary>
    public static void Dropout<T>(ReadOnlySpan<T> x, Span<T> y, float rate, ulong seed, uint stream, ulong step)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int e = 0; e < x.Length; e++)
        {
            var (a, b, c, d) = CounterRandom.Words(seed, stream, step, (uint)(e / 4));
            uint word = (e % 4) switch { 0 => a, 1 => b, 2 => c, _ => d };
            y[e] = CounterRandom.ToUnit(word) < rate ? T.Zero : x[e] * T.CreateChecked(1 / (1 - rate));
        }
    }
}
