using System.Buffers.Binary;
using Fovea.Data;

namespace Fovea.Cli.Tests;

/// <summary>Images, data sets and models small enough for a test.</summary>
public static class Small
{
    /// <summary>Learns to tell left from right in a few steps.</summary>
    public const string Net = "8x8x1 | conv 4 3x3 | relu | maxpool 2 | flatten | dense 2";

    /// <summary>A grey picture, bright on its left or right side.</summary>
    public static Image Picture(bool left, int seed, int height = 8, int width = 8)
    {
        var pixels = new byte[height * width];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)((i % width < width / 2 == left ? 170 : 30) + (i * 31 + seed * 17) % 50);
        return new Image(height, width, 1, pixels);
    }

    /// <summary>A folder per class: <c>pairs/left/0.png</c> …</summary>
    public static string Folder(TempFolder folder, int each = 12, string name = "pairs")
    {
        for (int i = 0; i < each; i++)
        {
            folder.Write($"{name}/left/{i:00}.png", Picture(true, i).ToPng());
            folder.Write($"{name}/right/{i:00}.png", Picture(false, i).ToPng());
        }
        return folder[name];
    }

    /// <summary>A model of <see cref="Net"/> with first weights.</summary>
    public static string Model(TempFolder folder, string name = "small.safetensors", ResizeRule rule = ResizeRule.Exact)
    {
        using Model declared = Fovea.Model.Parse(Net, seed: 1, name: "small");
        using Model model = declared.With(new Preprocessing(rule, [0.4f], [0.3f]), ["left", "right"]);
        model.Save(folder[name]);
        return folder[name];
    }

    /// <summary>An IDX file of unsigned bytes.</summary>
    public static byte[] Idx(int[] sizes, byte[] data)
    {
        byte[] header = new byte[4 + 4 * sizes.Length];
        (header[2], header[3]) = (8, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), sizes[i]);
        return [.. header, .. data];
    }

    /// <summary>A PNG that says it has so many pixels; only the header is right.</summary>
    public static byte[] HugePng(int height, int width)
    {
        byte[] png = Picture(true, 0).ToPng();
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        uint crc = 0xFFFFFFFF;
        foreach (byte b in png.AsSpan(12, 17))
        {
            crc ^= b;
            for (int k = 0; k < 8; k++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ crc >> 1 : crc >> 1;
        }
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), ~crc);
        return png;
    }
}
