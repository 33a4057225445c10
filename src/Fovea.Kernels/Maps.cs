using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>
/// The feature maps of up to N images, H × W pixels of C channels in N H W C order, inside a zero halo that consumers may read
/// so that padding costs nothing. Pixels of a row are contiguous (pixel stride = C) unless these are a <see cref="Slice"/> of wider
/// pixels; rows and images have strides.
/// A vector of features is H = W = 1.
/// </summary>
/// <remarks>A view: it owns no memory. <see cref="Origin"/> points at pixel (0, 0) of image 0, inside the halo.</remarks>
public readonly unsafe struct Maps
{
    /// <summary>A view over memory with explicit strides, in floats.</summary>
    public Maps(float* origin, int n, int h, int w, int c, nint rowStride, nint imageStride, Halo halo)
        : this(origin, n, h, w, c, c, rowStride, imageStride, halo)
    {
    }

    private Maps(float* origin, int n, int h, int w, int c, int pixelStride, nint rowStride, nint imageStride, Halo halo)
    {
        Origin = origin;
        N = n;
        H = h;
        W = w;
        C = c;
        PixelStride = pixelStride;
        RowStride = rowStride;
        ImageStride = imageStride;
        Halo = halo;
    }

    /// <summary>A view over a part of a buffer; see <see cref="Length"/> for the floats it needs.</summary>
    public Maps(NativeBuffer buffer, long offset, int n, int h, int w, int c, Halo halo = default)
    {
        if (offset < 0 || offset + Length(n, h, w, c, halo) > buffer.Length) throw new ArgumentOutOfRangeException(nameof(offset));
        RowStride = (nint)(w + halo.Left + halo.Right) * c;
        ImageStride = (h + halo.Top + halo.Bottom) * RowStride;
        Origin = buffer.Pointer + offset + halo.Top * RowStride + (nint)halo.Left * c;
        N = n;
        H = h;
        W = w;
        C = c;
        PixelStride = c;
        Halo = halo;
    }

    /// <summary>One image of floats without a border, the same for all of up to n images: what parameters are beside activations.</summary>
    /// <exception cref="ArgumentException">The block has another size.</exception>
    public static Maps Repeated(FloatBlock block, int n, int h, int w, int c) => block.Length == (long)h * w * c
        ? new Maps(block.Pointer, n, h, w, c, (nint)w * c, 0, default)
        : throw new ArgumentException($"{block.Length} floats are no image of {h}×{w}×{c}", nameof(block));

    /// <summary>Pixel (0, 0) of image 0.</summary>
    public float* Origin { get; }

    /// <summary>Most images this view can hold.</summary>
    public int N { get; }

    /// <summary>Rows.</summary>
    public int H { get; }

    /// <summary>Columns.</summary>
    public int W { get; }

    /// <summary>Channels.</summary>
    public int C { get; }

    /// <summary>Floats between neighbouring pixels of a row: C, or more for <see cref="Slice"/>s, which only convolutions write.</summary>
    public int PixelStride { get; }

    /// <summary>Floats between rows.</summary>
    public nint RowStride { get; }

    /// <summary>Floats between images.</summary>
    public nint ImageStride { get; }

    /// <summary>Zero pixels around each image.</summary>
    public Halo Halo { get; }

    /// <summary>True when this view points at memory.</summary>
    public bool Exists => Origin is not null;

    /// <summary>Floats of one image without its halo.</summary>
    public int PixelFloats => H * W * C;

    /// <summary>True when an image is one contiguous run of H·W·C floats and images follow each other.</summary>
    public bool IsDense => PixelStride == C && RowStride == (nint)W * C && ImageStride == (nint)H * W * C;

    /// <summary>Floats that n images with a halo occupy.</summary>
    public static long Length(int n, int h, int w, int c, Halo halo = default)
        => (long)n * (h + halo.Top + halo.Bottom) * (w + halo.Left + halo.Right) * c;

    /// <summary>The first pixel of row h of image n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Row(int n, int h) => Origin + n * ImageStride + h * RowStride;

    /// <summary>Row h of image n as a span of W·C floats.</summary>
    public Span<float> RowSpan(int n, int h) => new(Row(n, h), W * C);

    /// <summary>Channels first … first + count of every pixel, without the halo: where a convolution of 8, 16, 24, … channels writes its part of a concatenation.</summary>
    public Maps Slice(int first, int count) => first >= 0 && count > 0 && first + count <= C
        ? new Maps(Origin + first, N, H, W, count, PixelStride, RowStride, ImageStride, default)
        : throw new ArgumentOutOfRangeException(nameof(first), $"channels {first} … {first + count} of {C}");

    /// <summary>The same memory with other sizes of the same product.</summary>
    /// <exception cref="InvalidOperationException">The maps have a border, or the products differ.</exception>
    public Maps Reshape(int h, int w, int c) => IsDense && h * w * c == PixelFloats
        ? new Maps(Origin, N, h, w, c, (nint)w * c, PixelFloats, default)
        : throw new InvalidOperationException($"maps {H}×{W}×{C} with border {Halo} cannot be seen as {h}×{w}×{c}");
}

/// <summary>Zero pixels around an image: what its consumers read beyond the border.</summary>
public readonly record struct Halo(int Top, int Bottom, int Left, int Right)
{
    /// <summary>The smallest halo that serves both.</summary>
    public Halo Union(Halo other) => new(Math.Max(Top, other.Top), Math.Max(Bottom, other.Bottom),
        Math.Max(Left, other.Left), Math.Max(Right, other.Right));

    /// <summary>True without any border.</summary>
    public bool IsEmpty => (Top | Bottom | Left | Right) == 0;
}
