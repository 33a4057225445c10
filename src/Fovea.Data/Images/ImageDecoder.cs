using System.Buffers.Binary;
using SkiaSharp;

namespace Fovea.Data;

/// <summary>Decodes with Skia behind our own header check, and turns what Skia half-did into an error.</summary>
internal static class ImageDecoder
{
    public static Image Decode(ReadOnlySpan<byte> file, string name, long pixelLimit)
    {
        ImageHeader header = ImageHeader.Read(file, name, pixelLimit);
        bool ends = CheckEnd(header.Format, file, name);
        using SKData data = SKData.CreateCopy(file);
        using SKCodec? codec = SKCodec.Create(data);
        if (codec is null)
            throw new ImageException(name, ImageFault.Broken, $"the {header.Format} file cannot be decoded ({header.Width}×{header.Height}, {file.Length:N0} bytes)",
                "open it in an image viewer and save it again, or take it out");
        // The decoder's own idea of the size must not exceed what was checked.
        if ((long)codec.Info.Width * codec.Info.Height > pixelLimit)
            throw new ImageException(name, ImageFault.TooLarge, $"{codec.Info.Width}×{codec.Info.Height} pixels, the limit is {pixelLimit:N0}");

        bool grey = codec.Info.ColorType == SKColorType.Gray8;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, grey ? SKColorType.Gray8 : SKColorType.Rgba8888,
            grey || codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(info);
        SKCodecResult result = codec.GetPixels(info, bitmap.GetPixels());
        if (result != SKCodecResult.Success) throw Failure(header, file.Length, name, result, ends);

        Image image = grey ? Grey(bitmap) : Colour(bitmap, header.Grey);
        return Orientation.Apply(image, (int)codec.EncodedOrigin);
    }

    private static Image Grey(SKBitmap bitmap)
    {
        int width = bitmap.Width, height = bitmap.Height;
        var pixels = new byte[width * height];
        ReadOnlySpan<byte> source = bitmap.GetPixelSpan();
        for (int y = 0; y < height; y++) source.Slice(y * bitmap.RowBytes, width).CopyTo(pixels.AsSpan(y * width));
        return new Image(height, width, 1, pixels);
    }

    // Grey with alpha arrives as four channels: composited, its three colours are equal and one is kept.
    private static Image Colour(SKBitmap bitmap, bool grey)
    {
        int width = bitmap.Width, height = bitmap.Height, channels = grey ? 1 : 3;
        var pixels = new byte[width * height * channels];
        ReadOnlySpan<byte> all = bitmap.GetPixelSpan();
        bool opaque = bitmap.AlphaType == SKAlphaType.Opaque;
        for (int y = 0, to = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = all.Slice(y * bitmap.RowBytes, 4 * width);
            for (int x = 0; x < row.Length; x += 4)
            {
                int alpha = opaque ? 255 : row[x + 3];
                for (int c = 0; c < channels; c++) pixels[to++] = OverWhite(row[x + c], alpha);
            }
        }
        return new Image(height, width, channels, pixels);
    }

    private static byte OverWhite(int value, int alpha) => (byte)((value * alpha + 255 * (255 - alpha) + 127) / 255);

    /// <summary>Looks at header and end mark without decoding; decodes only when the end mark leaves a doubt.</summary>
    public static ImageHeader CheckQuickly(ReadOnlySpan<byte> file, string name, long pixelLimit)
    {
        ImageHeader header = ImageHeader.Read(file, name, pixelLimit);
        if (!CheckEnd(header.Format, file, name)) Decode(file, name, pixelLimit);
        return header;
    }

    // What Skia does not tell: it accepts a PNG without its last chunk, a progressive JPEG without its last scans and a WebP that is
    // shorter than it says. True when the file has its end; false when only decoding can tell.
    private static bool CheckEnd(ImageFormat format, ReadOnlySpan<byte> file, string name)
    {
        switch (format)
        {
            case ImageFormat.Png:
                return PngEnds(file) ? true : throw Cut(name, "PNG", file.Length, "its end chunk (IEND) is missing");
            case ImageFormat.Jpeg:
                return JpegMarkers.Ending(file) switch
                {
                    JpegEnding.Marked => true,
                    JpegEnding.Cut => throw Cut(name, "JPEG", file.Length, "its end marker is missing"),
                    _ => false,
                };
            case ImageFormat.WebP:
                long says = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L;
                return says <= file.Length ? true : throw Cut(name, "WebP", file.Length, $"its header says {says:N0}");
            default:
                return false;
        }
    }

    private static bool PngEnds(ReadOnlySpan<byte> file)
    {
        long at = 8;
        while (at + 12 <= file.Length)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            if (chunk[4..8].SequenceEqual("IEND"u8)) return true;
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }
        return false;
    }

    private static ImageException Failure(ImageHeader header, int length, string name, SKCodecResult result, bool ends)
        => result == SKCodecResult.IncompleteInput && !ends
            ? Cut(name, header.Format.ToString(), length, $"the picture is {header.Width}×{header.Height}")
            : new(name, ImageFault.Broken, $"the {header.Format} file is damaged: the decoder says {result} ({header.Width}×{header.Height}, {length:N0} bytes)",
                "open it in an image viewer and save it again, or take it out");

    private static ImageException Cut(string name, string format, int length, string detail)
        => new(name, ImageFault.Truncated, $"the {format} file is cut short after {length:N0} bytes: {detail}", "copy or download the file again");
}
