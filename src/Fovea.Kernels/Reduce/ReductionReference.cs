using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Sums and extremes as plain loops: the specification of <see cref="Reduction"/> and <see cref="ColumnSums"/>.</summary>
public static class ReductionReference
{
    /// <summary>Σ x.</summary>
    public static T Sum<T>(ReadOnlySpan<T> x) where T : struct, IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        foreach (T v in x) sum += v;
        return sum;
    }

    /// <summary>Σ a·b.</summary>
    public static T Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : struct, IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>max |x|; 0 for no values, NaN if there is one.</summary>
    public static T MaxAbs<T>(ReadOnlySpan<T> x) where T : struct, IFloatingPointIeee754<T>
    {
        T max = T.Zero;
        foreach (T v in x) max = T.Max(max, T.Abs(v));
        return max;
    }

    /// <summary>The index of the first NaN or infinity, or −1.</summary>
    public static int FirstNonFinite<T>(ReadOnlySpan<T> x) where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            if (!T.IsFinite(x[i])) return i;
        return -1;
    }

    /// <summary>sums[c] = Σ over the pixels of channel c, or += .</summary>
    public static void Columns<T>(int pixels, int channels, ReadOnlySpan<T> x, Span<T> sums, bool accumulate = false)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (!accumulate) sums[..channels].Clear();
        for (int p = 0; p < pixels; p++)
            for (int c = 0; c < channels; c++) sums[c] += x[p * channels + c];
    }
}
