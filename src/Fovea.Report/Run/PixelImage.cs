namespace Fovea.Report;

/// <summary>Pixels as the report shows them: bytes in H W C order, 1 (grey), 3 (RGB) or 4 (RGBA, not premultiplied) channels.</summary>
public sealed record PixelImage
{
    /// <summary>Wraps pixels without copying them.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="channels">1, 3 or 4.</param>
    /// <param name="pixels">height × width × channels bytes.</param>
    /// <exception cref="ArgumentException">The sizes do not fit the array.</exception>
    public PixelImage(int height, int width, int channels, byte[] pixels)
    {
        if (height < 1 || width < 1 || channels is not (1 or 3 or 4))
            throw new ArgumentException($"a picture of {height}×{width}×{channels}: sizes must be at least 1, channels 1, 3 or 4");
        if (pixels.Length != height * width * channels)
            throw new ArgumentException($"a picture of {height}×{width}×{channels} needs {height * width * channels} bytes, got {pixels.Length}");
        (Height, Width, Channels, Pixels) = (height, width, channels, pixels);
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>1, 3 or 4.</summary>
    public int Channels { get; }

    /// <summary>H W C bytes.</summary>
    public byte[] Pixels { get; }

    /// <summary>Rounds floats in 0…1 (values outside are clipped, NaN becomes 0) to bytes.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">1, 3 or 4.</param>
    /// <param name="values">H W C values in 0…1.</param>
    public static PixelImage FromUnit(int height, int width, int channels, ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = float.IsNaN(values[i]) ? (byte)0 : (byte)Math.Round(Math.Clamp(values[i], 0f, 1f) * 255f);
        return new PixelImage(height, width, channels, bytes);
    }
}
