using System.Buffers.Binary;

namespace Fovea.Data;

/// <summary>The image formats that are read. Everything else is refused by name: fewer decoders, fewer holes.</summary>
public enum ImageFormat
{
    /// <summary>Portable Network Graphics.</summary>
    Png,

    /// <summary>JPEG, baseline and progressive.</summary>
    Jpeg,

    /// <summary>WebP, lossy and lossless.</summary>
    WebP,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>GIF; the first frame counts.</summary>
    Gif,
}

/// <summary>What the first bytes of an image file say, read without decoding it.</summary>
/// <param name="Format">The file format, from the content and never from the name.</param>
/// <param name="Height">Rows as stored, before any EXIF rotation.</param>
/// <param name="Width">Columns as stored, before any EXIF rotation.</param>
/// <param name="Grey">The file holds grey values only (an alpha channel beside them does not count).</param>
public readonly record struct ImageHeader(ImageFormat Format, int Height, int Width, bool Grey)
{
    /// <summary>The most pixels an image may have unless the caller says otherwise: 64 megapixels.</summary>
    public const long DefaultPixelLimit = 64_000_000;

    /// <summary>The number of pixels.</summary>
    public long Pixels => (long)Height * Width;

    /// <summary>Reads the header of <paramref name="file"/> and checks it against the pixel limit.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <param name="pixelLimit">The most pixels allowed.</param>
    /// <exception cref="ImageException">Empty, foreign, cut short, zero-sized or too large.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> file, string name, long pixelLimit = DefaultPixelLimit)
    {
        if (file.IsEmpty) throw new ImageException(name, ImageFault.Empty, "the file is empty (0 bytes)");
        ImageHeader header = Sniff(file, name);
        if (header.Height <= 0 || header.Width <= 0)
            throw new ImageException(name, ImageFault.Broken, $"the {header.Format} header says {header.Width}×{header.Height} pixels");
        if (header.Pixels > pixelLimit)
            throw new ImageException(name, ImageFault.TooLarge,
                $"{header.Width}×{header.Height} is {header.Pixels / 1e6:0.#} megapixels, the limit is {pixelLimit / 1e6:0.#}",
                "make the picture smaller before training; no network here sees that many pixels");
        return header;
    }

    private static ImageHeader Sniff(ReadOnlySpan<byte> file, string name)
    {
        if (file.StartsWith(PngSignature)) return Png(file, name);
        if (file.Length >= 2 && file[0] == 0xFF && file[1] == 0xD8) return JpegMarkers.ReadHeader(file, name);
        if (file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..12].SequenceEqual("WEBP"u8)) return WebP(file, name);
        if (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8)) return Gif(file, name);
        if (file.StartsWith("BM"u8)) return Bmp(file, name);
        string what = ForeignFormat.Name(file);
        throw new ImageException(name, ImageFault.Foreign, $"this is {what}, not an image that can be read",
            "PNG, JPEG, WebP, BMP and GIF are read; convert the file or take it out of the folder");
    }

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ImageHeader Png(ReadOnlySpan<byte> file, string name)
    {
        Need(file, 33, name, "PNG");
        if (!file[12..16].SequenceEqual("IHDR"u8)) throw Broken(name, "the first PNG chunk is not IHDR");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(file[16..]), height = BinaryPrimitives.ReadUInt32BigEndian(file[20..]);
        if (width > int.MaxValue || height > int.MaxValue) throw Broken(name, $"the PNG header says {width}×{height} pixels");
        return new(ImageFormat.Png, (int)height, (int)width, Grey: file[25] is 0 or 4);
    }

    private static ImageHeader Gif(ReadOnlySpan<byte> file, string name)
    {
        Need(file, 13, name, "GIF");
        return new(ImageFormat.Gif, BinaryPrimitives.ReadUInt16LittleEndian(file[8..]), BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), false);
    }

    private static ImageHeader Bmp(ReadOnlySpan<byte> file, string name)
    {
        Need(file, 26, name, "BMP");
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(file[14..]);
        if (size == 12)
            return new(ImageFormat.Bmp, BinaryPrimitives.ReadUInt16LittleEndian(file[20..]), BinaryPrimitives.ReadUInt16LittleEndian(file[18..]), false);
        if (size is < 16 or > 256)
            throw new ImageException(name, ImageFault.Foreign, "this begins like a BMP but is none", "convert the file or take it out of the folder");
        int width = BinaryPrimitives.ReadInt32LittleEndian(file[18..]), height = BinaryPrimitives.ReadInt32LittleEndian(file[22..]);
        if (height == int.MinValue) throw Broken(name, $"the BMP header says {width}×{height} pixels");
        return new(ImageFormat.Bmp, Math.Abs(height), width, false);
    }

    private static ImageHeader WebP(ReadOnlySpan<byte> file, string name)
    {
        Need(file, 30, name, "WebP");
        ReadOnlySpan<byte> chunk = file[12..16], body = file[20..];
        if (chunk.SequenceEqual("VP8X"u8)) return new(ImageFormat.WebP, 1 + UInt24(body[7..]), 1 + UInt24(body[4..]), false);
        if (chunk.SequenceEqual("VP8L"u8))
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
            return new(ImageFormat.WebP, (int)((bits >> 14) & 0x3FFF) + 1, (int)(bits & 0x3FFF) + 1, false);
        }
        if (!chunk.SequenceEqual("VP8 "u8)) throw Broken(name, "the WebP file has no picture chunk");
        return new(ImageFormat.WebP, BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFF,
            BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFF, false);
    }

    private static int UInt24(ReadOnlySpan<byte> b) => b[0] | b[1] << 8 | b[2] << 16;

    private static void Need(ReadOnlySpan<byte> file, int length, string name, string format)
    {
        if (file.Length < length)
            throw new ImageException(name, ImageFault.Truncated, $"the {format} file ends inside its header, after {file.Length} bytes",
                "copy or download the file again");
    }

    private static ImageException Broken(string name, string what) => new(name, ImageFault.Broken, what, "copy or download the file again");
}
