using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>Square patches of maps, cut at their border: in place where the maps and their halo hold the whole patch, else in a copy filled up with zeros.</summary>
internal readonly unsafe struct WinogradPatches(in Maps maps, int size)
{
    private readonly Maps maps = maps;

    /// <summary>Channels rounded up to whole vectors.</summary>
    public int Lanes => WinogradTiles.Lanes(maps.C);

    /// <summary>Floats of a copied patch.</summary>
    public static int CopyFloats(int size, int channels) => size * size * WinogradTiles.Lanes(channels);

    /// <summary>The patch whose first pixel is (h, w), to be read.</summary>
    public float* Read(int image, int h, int w, float* copy, out nint row, out nint col)
    {
        Halo halo = maps.Halo;
        bool whole = h >= -halo.Top && h + size <= maps.H + halo.Bottom && w >= -halo.Left && w + size <= maps.W + halo.Right;
        if (whole && maps.C == Lanes) return InPlace(image, h, w, out row, out col);
        Copied(out row, out col);
        new Span<float>(copy, CopyFloats(size, maps.C)).Clear();
        for (int i = Math.Max(0, -h); i < Math.Min(size, maps.H - h); i++)
            for (int j = Math.Max(0, -w); j < Math.Min(size, maps.W - w); j++)
                new ReadOnlySpan<float>(maps.Row(image, h + i) + (nint)(w + j) * maps.PixelStride, maps.C).CopyTo(new Span<float>(copy + i * row + j * col, maps.C));
        return copy;
    }

    /// <summary>The same for at most 16 channels from <paramref name="first"/> on; a copy holds 16 a pixel.</summary>
    public float* Read(int image, int h, int w, int first, int count, float* copy, out nint row, out nint col)
    {
        if (IsInside(h, w)) return InPlace(image, h, w, out row, out col) + first;
        (row, col) = (size * 16, 16);
        new Span<float>(copy, size * size * 16).Clear();
        for (int i = 0; i < Math.Min(size, maps.H - h); i++)
            for (int j = 0; j < Math.Min(size, maps.W - w); j++)
                new ReadOnlySpan<float>(maps.Row(image, h + i) + (nint)(w + j) * maps.PixelStride + first, count).CopyTo(new Span<float>(copy + i * row + j * col, count));
        return copy;
    }

    /// <summary>Whether the patch at (h, w) lies inside the maps and its channels fill vectors.</summary>
    public bool IsInside(int h, int w) => h + size <= maps.H && w + size <= maps.W && maps.C == Lanes;

    public float* InPlace(int image, int h, int w, out nint row, out nint col)
    {
        row = maps.RowStride;
        col = maps.PixelStride;
        return maps.Origin + image * maps.ImageStride + h * maps.RowStride + (nint)w * maps.PixelStride;
    }

    /// <summary>Fetches a square of <paramref name="pixels"/>² pixels from (h, w) on into the second-level cache; it may reach beyond the maps.</summary>
    public void Fetch(int image, int h, int w, int pixels)
    {
        float* row = InPlace(image, h, w, out nint rowStride, out _);
        for (int i = 0; i < pixels; i++, row += rowStride)
            for (nint f = 0; f < (nint)pixels * maps.C; f += 16) Sse.Prefetch1(row + f);
    }

    /// <summary>Fetches 16 channels of such a square.</summary>
    public void Fetch(int image, int h, int w, int pixels, int channel)
    {
        float* row = InPlace(image, h, w, out nint rowStride, out nint col) + channel;
        for (int i = 0; i < pixels; i++, row += rowStride)
            for (int j = 0; j < pixels; j++) Sse.Prefetch1(row + j * col);
    }

    /// <summary>Strides of a patch in a copy.</summary>
    private void Copied(out nint row, out nint col)
    {
        col = Lanes;
        row = size * col;
    }

    /// <summary>Writes what lies inside the maps of channels first … first + count of a patch that was computed in a copy of 16 channels.</summary>
    public void Write(int image, int h, int w, float* copy, int first, int count, bool accumulate, Clamp clamp)
    {
        for (int i = 0; i < Math.Min(size, maps.H - h); i++)
            for (int j = 0; j < Math.Min(size, maps.W - w); j++)
            {
                float* from = copy + (i * size + j) * 16, to = maps.Row(image, h + i) + (nint)(w + j) * maps.PixelStride + first;
                int c = 0;
                for (; c + 8 <= count; c += 8)
                {
                    Vector256<float> v = Vector256.Load(from + c);
                    if (accumulate) v += Vector256.Load(to + c);
                    clamp.Apply(v).Store(to + c);
                }
                for (; c < count; c++) to[c] = clamp.Apply(accumulate ? from[c] + to[c] : from[c]);
            }
    }
}
