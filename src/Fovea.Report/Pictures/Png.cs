using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Fovea.Report;

/// <summary>
/// Writes PNG (ISO/IEC 15948). Our own because SkiaSharp writes no palettes, and palettes make a report of feature maps
/// a third of the size; the bytes depend on the pixels and the .NET version only.
/// </summary>
public static class Png
{
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>Encodes a picture of a palette.</summary>
    /// <param name="image">The picture.</param>
    public static byte[] Encode(IndexedImage image)
    {
        int colors = image.Palette.Length / 4;
        byte[] rgb = new byte[3 * colors], alpha = new byte[colors];
        for (int i = 0; i < colors; i++)
        {
            image.Palette.AsSpan(4 * i, 3).CopyTo(rgb.AsSpan(3 * i));
            alpha[i] = image.Palette[4 * i + 3];
        }
        var rows = new byte[image.Height * (image.Width + 1)];
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> row = image.Indices.AsSpan(y * image.Width, image.Width);
            ReadOnlySpan<byte> above = y == 0 ? [] : image.Indices.AsSpan((y - 1) * image.Width, image.Width);
            PngFilter.Repeated(row, above, rows.AsSpan(y * (image.Width + 1), image.Width + 1));
        }
        return File(image.Height, image.Width, colorType: 3, rows, rgb, alpha.All(a => a == 255) ? null : alpha);
    }

    /// <summary>Encodes grey, RGB or RGBA pixels.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="flat">Large areas of one colour, as in drawings: no row filters, which would only cost time.</param>
    public static byte[] Encode(PixelImage image, bool flat = false)
    {
        byte colorType = image.Channels switch { 1 => 0, 3 => 2, _ => 6 };
        int stride = image.Width * image.Channels;
        var rows = new byte[image.Height * (stride + 1)];
        byte[] best = new byte[stride], trial = new byte[stride], zero = new byte[stride];
        for (int y = 0; y < image.Height; y++)
        {
            if (flat)
            {
                image.Pixels.AsSpan(y * stride, stride).CopyTo(rows.AsSpan(y * (stride + 1) + 1));
                continue;
            }
            ReadOnlySpan<byte> row = image.Pixels.AsSpan(y * stride, stride);
            ReadOnlySpan<byte> above = y == 0 ? zero : image.Pixels.AsSpan((y - 1) * stride, stride);
            rows[y * (stride + 1)] = PngFilter.Choose(row, above, image.Channels, best, trial);
            best.CopyTo(rows, y * (stride + 1) + 1);
        }
        return File(image.Height, image.Width, colorType, rows, palette: null, alpha: null);
    }

    private static byte[] File(int height, int width, byte colorType, byte[] rows, byte[]? palette, byte[]? alpha)
    {
        using var file = new MemoryStream();
        file.Write([137, 80, 78, 71, 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, colorType);
        Chunk(file, "IHDR", header);
        if (palette is not null)
            Chunk(file, "PLTE", palette);
        if (alpha is not null)
            Chunk(file, "tRNS", alpha);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(rows);
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] name = Encoding.ASCII.GetBytes(type);
        file.Write(name);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), data));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte b in data)
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint c = i;
            for (int bit = 0; bit < 8; bit++)
                c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[i] = c;
        }
        return table;
    }
}
