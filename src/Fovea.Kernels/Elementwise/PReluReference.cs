using System.Numerics;

namespace Fovea.Kernels;

/// <summary>ReLU with learned slopes over dense data of pixels × C: the specification of the kernels.</summary>
public static class PReluReference
{
    /// <summary>y = x above zero, else slope·x; one slope for each channel, or one.</summary>
    public static void Forward<T>(int channels, ReadOnlySpan<T> x, ReadOnlySpan<T> slopes, Span<T> y) where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++) y[i] = x[i] > T.Zero ? x[i] : slopes[Slope(i, channels, slopes.Length)] * x[i];
    }

    /// <summary>dx += dy times the slope, dSlopes += dy·x below zero; an empty dx is not wanted.</summary>
    public static void Backward<T>(int channels, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> slopes, Span<T> dx, Span<T> dSlopes)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            int slope = Slope(i, channels, slopes.Length);
            bool above = x[i] > T.Zero;
            if (!dx.IsEmpty) dx[i] += above ? dy[i] : slopes[slope] * dy[i];
            if (!above && !dSlopes.IsEmpty) dSlopes[slope] += dy[i] * x[i];
        }
    }

    private static int Slope(int i, int channels, int slopes) => slopes == 1 ? 0 : i % channels;
}
