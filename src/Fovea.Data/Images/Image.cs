using SkiaSharp;

namespace Fovea.Data;

/// <summary>A picture in memory: rows of pixels, 8 bits a channel, one channel (grey) or three (red, green, blue).</summary>
/// <remarks>
/// Transparency is composited over white, as a browser shows it on a page. Colour profiles and gamma chunks are not applied: the
/// numbers in the file are the numbers in the tensor, as in PIL and torchvision.
/// </remarks>
public sealed class Image
{
    /// <summary>A picture from its pixels, which are not copied.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">1 (grey) or 3 (red, green, blue).</param>
    /// <param name="pixels">H W C order.</param>
    /// <exception cref="ArgumentException">The sizes and the number of bytes do not agree.</exception>
    public Image(int height, int width, int channels, byte[] pixels)
    {
        if (height < 1 || width < 1 || channels is not (1 or 3) || pixels.LongLength != (long)height * width * channels)
            throw new ArgumentException($"{pixels.Length} bytes are not {height}×{width}×{channels} (1 or 3 channels)", nameof(pixels));
        Height = height;
        Width = width;
        Channels = channels;
        Pixels = pixels;
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>1 (grey) or 3 (red, green, blue).</summary>
    public int Channels { get; }

    /// <summary>Pixels in H W C order: the byte of row y, column x, channel c is at (y·Width + x)·Channels + c.</summary>
    public byte[] Pixels { get; }

    /// <summary>One value.</summary>
    public byte this[int y, int x, int channel = 0] => Pixels[(y * Width + x) * Channels + channel];

    /// <summary>Reads a PNG, JPEG, WebP, BMP or GIF file; the EXIF orientation is applied.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pixelLimit">The most pixels allowed, checked before decoding.</param>
    /// <exception cref="ImageException">The file is no readable image; the message says what it is.</exception>
    public static Image Load(string path, long pixelLimit = ImageHeader.DefaultPixelLimit)
        => Decode(ImageFile.ReadBytes(path, path), path, pixelLimit);

    /// <summary>Decodes the bytes of an image file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <param name="pixelLimit">The most pixels allowed, checked before decoding.</param>
    /// <exception cref="ImageException">The bytes are no readable image; the message says what they are.</exception>
    public static Image Decode(ReadOnlySpan<byte> file, string name, long pixelLimit = ImageHeader.DefaultPixelLimit)
        => ImageDecoder.Decode(file, name, pixelLimit);

    /// <summary>The picture with that many channels: the same object, the luma (BT.601) of a colour picture, or grey three times.</summary>
    /// <param name="channels">1 or 3.</param>
    public Image ToChannels(int channels)
    {
        if (channels == Channels) return this;
        var pixels = new byte[Height * Width * channels];
        ChannelConversion.Convert(Pixels, Channels, pixels, channels);
        return new Image(Height, Width, channels, pixels);
    }

    /// <summary>The picture at another size.</summary>
    /// <param name="height">Rows wanted.</param>
    /// <param name="width">Columns wanted.</param>
    /// <param name="rule">What to do when the proportions differ.</param>
    /// <exception cref="ImageException">The rule is <see cref="ResizeRule.Exact"/> and the size differs.</exception>
    public Image Resize(int height, int width, ResizeRule rule)
    {
        if (rule != ResizeRule.Exact && Height == height && Width == width) return this;
        var pixels = new byte[height * width * Channels];
        new Resizer().Resize(Pixels, Height, Width, Channels, pixels, height, width, rule, "the image");
        return new Image(height, width, Channels, pixels);
    }

    /// <summary>Writes a PNG file.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    public void SavePng(string path) => AtomicFile.Write(path, file => file.Write(ToPng()));

    /// <summary>The picture as the bytes of a PNG file.</summary>
    public byte[] ToPng()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, Channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> target = bitmap.GetPixelSpan();
        for (int y = 0; y < Height; y++)
        {
            Span<byte> row = target.Slice(y * bitmap.RowBytes, bitmap.Info.RowBytes);
            ReadOnlySpan<byte> source = Pixels.AsSpan(y * Width * Channels, Width * Channels);
            if (Channels == 1) source.CopyTo(row);
            else
                for (int x = 0; x < Width; x++)
                {
                    source.Slice(3 * x, 3).CopyTo(row[(4 * x)..]);
                    row[4 * x + 3] = 255;
                }
        }
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The size as papers print it: height × width × channels.</summary>
    public override string ToString() => $"{Height}×{Width}×{Channels}";
}
