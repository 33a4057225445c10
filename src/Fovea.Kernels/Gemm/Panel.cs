using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>Copies of weights into panels.</summary>
internal static unsafe class Panel
{
    /// <summary>One row of a panel: <paramref name="lanes"/> floats from <paramref name="from"/> (null: zero), then zeros up to the width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyRow(float* from, float* to, int lanes, int width)
    {
        if (from is null) new Span<float>(to, width).Clear();
        else if (lanes == 16 && width == 16)
        {
            Vector256<float> a = Vector256.Load(from), b = Vector256.Load(from + 8);
            a.Store(to);
            b.Store(to + 8);
        }
        else
        {
            new ReadOnlySpan<float>(from, lanes).CopyTo(new Span<float>(to, lanes));
            new Span<float>(to + lanes, width - lanes).Clear();
        }
    }

    /// <summary>to[r][c] = from[c][r] for r in rows and c in lanes; the other lanes up to the width become zero.</summary>
    public static void Transpose(float* from, nint fromStride, float* to, int rows, int lanes, int width)
    {
        int done = 0;
        if (Avx.IsSupported)
        {
            for (; done + 8 <= rows; done += 8)
                for (int c = 0; c < width; c += 8)
                {
                    if (lanes - c >= 8) Transpose8x8(from + c * fromStride + done, fromStride, to + (nint)done * width + c, width);
                    else TransposeRows(from, fromStride, to, done, done + 8, c, lanes, width);
                }
        }
        TransposeRows(from, fromStride, to, done, rows, 0, lanes, width);
    }

    private static void TransposeRows(float* from, nint fromStride, float* to, int first, int last, int firstLane, int lanes, int width)
    {
        for (int r = first; r < last; r++)
        {
            float* row = to + (nint)r * width;
            for (int c = firstLane; c < lanes; c++) row[c] = from[c * fromStride + r];
            for (int c = Math.Max(firstLane, lanes); c < width; c++) row[c] = 0;
        }
    }

    /// <summary>to[r][c] = from[c][r] for 8×8 floats; needs AVX.</summary>
    /// <remarks>Unpack pairs, then quads, then swap the 128-bit halves.</remarks>
    internal static void Transpose8x8(float* from, nint fromStride, float* to, nint toStride)
    {
        Vector256<float> a = Avx.LoadVector256(from), b = Avx.LoadVector256(from + fromStride);
        Vector256<float> c = Avx.LoadVector256(from + 2 * fromStride), d = Avx.LoadVector256(from + 3 * fromStride);
        Vector256<float> e = Avx.LoadVector256(from + 4 * fromStride), f = Avx.LoadVector256(from + 5 * fromStride);
        Vector256<float> g = Avx.LoadVector256(from + 6 * fromStride), h = Avx.LoadVector256(from + 7 * fromStride);
        Vector256<float> ab0 = Avx.UnpackLow(a, b), ab1 = Avx.UnpackHigh(a, b), cd0 = Avx.UnpackLow(c, d), cd1 = Avx.UnpackHigh(c, d);
        Vector256<float> ef0 = Avx.UnpackLow(e, f), ef1 = Avx.UnpackHigh(e, f), gh0 = Avx.UnpackLow(g, h), gh1 = Avx.UnpackHigh(g, h);
        a = Avx.Shuffle(ab0, cd0, 0x44);
        b = Avx.Shuffle(ab0, cd0, 0xEE);
        c = Avx.Shuffle(ab1, cd1, 0x44);
        d = Avx.Shuffle(ab1, cd1, 0xEE);
        e = Avx.Shuffle(ef0, gh0, 0x44);
        f = Avx.Shuffle(ef0, gh0, 0xEE);
        g = Avx.Shuffle(ef1, gh1, 0x44);
        h = Avx.Shuffle(ef1, gh1, 0xEE);
        Avx.Store(to, Avx.Permute2x128(a, e, 0x20));
        Avx.Store(to + toStride, Avx.Permute2x128(b, f, 0x20));
        Avx.Store(to + 2 * toStride, Avx.Permute2x128(c, g, 0x20));
        Avx.Store(to + 3 * toStride, Avx.Permute2x128(d, h, 0x20));
        Avx.Store(to + 4 * toStride, Avx.Permute2x128(a, e, 0x31));
        Avx.Store(to + 5 * toStride, Avx.Permute2x128(b, f, 0x31));
        Avx.Store(to + 6 * toStride, Avx.Permute2x128(c, g, 0x31));
        Avx.Store(to + 7 * toStride, Avx.Permute2x128(d, h, 0x31));
    }
}
