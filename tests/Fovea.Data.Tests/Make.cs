using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Fovea.Data.Tests;

/// <summary>Makes image files, good and bad.</summary>
public static class Make
{
    /// <summary>A picture with a different value at every place.</summary>
    public static Image Picture(int height, int width, int channels, int seed = 0)
    {
        var pixels = new byte[height * width * channels];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * 7 + i / 31 + seed * 13);
        return new Image(height, width, channels, pixels);
    }

    /// <summary>A picture that lossy formats keep well.</summary>
    public static Image Smooth(int height, int width, int channels)
    {
        var pixels = new byte[height * width * channels];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                for (int c = 0; c < channels; c++)
                    pixels[(y * width + x) * channels + c] = (byte)(40 + 150 * (c == 1 ? y : x) / Math.Max(height, width) + 20 * c);
        return new Image(height, width, channels, pixels);
    }

    public static byte[] Encode(Image image, SKEncodedImageFormat format, int quality = 100)
    {
        Image colour = image.ToChannels(3);
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int y = 0; y < image.Height; y++)
            for (int x = 0; x < image.Width; x++)
                bitmap.SetPixel(x, y, new SKColor(colour[y, x, 0], colour[y, x, 1], colour[y, x, 2]));
        using SKData data = bitmap.Encode(format, quality) ?? throw new InvalidOperationException($"Skia has no encoder for {format}");
        return data.ToArray();
    }

    public static byte[] Jpeg(Image image, int quality = 95) => Encode(image, SKEncodedImageFormat.Jpeg, quality);

    /// <summary>A JPEG with an EXIF segment that holds one tag, the orientation.</summary>
    public static byte[] JpegWithOrientation(Image image, int orientation)
    {
        byte[] jpeg = Jpeg(image, 100);
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        return [.. jpeg.AsSpan(0, 2), .. exif, .. jpeg.AsSpan(2)];
    }

    /// <summary>A PNG from rows of raw samples (without filter bytes).</summary>
    public static byte[] Png(int height, int width, int bits, int colourType, byte[] rows, byte[]? palette = null, byte[]? transparency = null)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bits, (byte)colourType);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, true))
            for (int y = 0, line = height == 0 ? 0 : rows.Length / height; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(rows, y * line, line);
            }
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. palette is null ? [] : Chunk("PLTE", palette),
            .. transparency is null ? [] : Chunk("tRNS", transparency), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data], length = new byte[4], crc = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(body));
        return [.. length, .. body, .. crc];
    }

    /// <summary>A 24-bit BMP, bottom row first.</summary>
    public static byte[] Bmp(Image image)
    {
        int line = (image.Width * 3 + 3) / 4 * 4;
        byte[] file = new byte[54 + line * image.Height];
        file[0] = (byte)'B';
        file[1] = (byte)'M';
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), image.Height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        for (int y = 0; y < image.Height; y++)
            for (int x = 0; x < image.Width; x++)
                for (int c = 0; c < 3; c++)
                    file[54 + (image.Height - 1 - y) * line + 3 * x + c] = image[y, x, 2 - c];
        return file;
    }

    /// <summary>A GIF of one frame whose codes are never compressed: a clear code before every pixel pair keeps them 9 bits wide.</summary>
    public static byte[] Gif(int height, int width, byte[] indices, byte[] palette256)
    {
        var bits = new List<byte>();
        uint buffer = 0;
        int held = 0;
        foreach (byte index in indices)
        {
            Put(256);
            Put(index);
        }
        Put(257);
        if (held > 0) bits.Add((byte)buffer);
        var file = new List<byte>([.. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0xF7, 0, 0, .. palette256,
            0x2C, 0, 0, 0, 0, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0, 8]);
        foreach (byte[] block in bits.Chunk(255))
        {
            file.Add((byte)block.Length);
            file.AddRange(block);
        }
        return [.. file, 0, 0x3B];

        void Put(uint code)
        {
            buffer |= code << held;
            for (held += 9; held >= 8; held -= 8, buffer >>= 8) bits.Add((byte)buffer);
        }
    }

    public static byte[] Gzip(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, true)) gzip.Write(data);
        return packed.ToArray();
    }

    /// <summary>An IDX file of unsigned bytes.</summary>
    public static byte[] Idx(int[] sizes, byte[] data)
    {
        byte[] header = new byte[4 + 4 * sizes.Length];
        (header[2], header[3]) = (8, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), sizes[i]);
        return [.. header, .. data];
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int k = 0; k < 8; k++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ crc >> 1 : crc >> 1;
        }
        return ~crc;
    }
}
