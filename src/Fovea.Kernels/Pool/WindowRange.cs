using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>Which outputs and which taps of sliding windows meet, along one axis.</summary>
internal static class WindowRange
{
    /// <summary>Outputs [First, End) with o·stride − pad &lt; to and o·stride − pad + span &gt; from.</summary>
    public static (int First, int End) Reaching(int from, int to, int span, int stride, int pad, int outputs)
    {
        int low = from + pad - span;
        int first = low < 0 ? 0 : low / stride + 1;
        int end = Math.Min(outputs, (to + pad + stride - 1) / stride);
        return (first, Math.Max(first, end));
    }

    /// <summary>The taps of a window that begins at <paramref name="start"/> which lie on 0 … size − 1: place of the first, and how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int First, int Count) Taps(int start, int kernel, int dilation, int size)
    {
        if (dilation != 1) return Dilated(start, kernel, dilation, size);
        int first = Math.Max(0, start);
        return (first, Math.Min(size, start + kernel) - first);
    }

    /// <summary>How many of the places first, first + dilation, … lie before <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TapsBefore(int end, int first, int dilation)
        => end <= first ? 0 : dilation == 1 ? end - first : (end - first + dilation - 1) / dilation;

    private static (int First, int Count) Dilated(int start, int kernel, int dilation, int size)
    {
        int skipped = start >= 0 ? 0 : (dilation - 1 - start) / dilation;
        int first = start + skipped * dilation;
        return (first, Math.Max(0, Math.Min(kernel - skipped, TapsBefore(size, first, dilation))));
    }
}
