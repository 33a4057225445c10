using System.Buffers.Binary;
using System.Text;

namespace Fovea.Report;

/// <summary>
/// The numbers behind a picture, for others to plot: NumPy's <c>.npy</c> format, version 1.0 (little-endian, C order).
/// Read with <c>numpy.load(path)</c>.
/// </summary>
public static class ArrayFile
{
    /// <summary>Writes float32 values.</summary>
    /// <param name="path">Where; an existing file is replaced.</param>
    /// <param name="data">The values in C order.</param>
    /// <param name="shape">The axes; their product is the length of <paramref name="data"/>.</param>
    /// <exception cref="ArgumentException">The shape does not hold as many values as there are.</exception>
    public static void WriteNpy(string path, float[] data, int[] shape)
    {
        byte[] body = new byte[4 * data.Length];
        for (int i = 0; i < data.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(body.AsSpan(4 * i), data[i]);
        Write(path, "<f4", data.Length, shape, body);
    }

    /// <summary>Writes int32 values.</summary>
    /// <param name="path">Where; an existing file is replaced.</param>
    /// <param name="data">The values in C order.</param>
    /// <param name="shape">The axes; their product is the length of <paramref name="data"/>.</param>
    /// <exception cref="ArgumentException">The shape does not hold as many values as there are.</exception>
    public static void WriteNpy(string path, int[] data, int[] shape)
    {
        byte[] body = new byte[4 * data.Length];
        for (int i = 0; i < data.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4 * i), data[i]);
        Write(path, "<i4", data.Length, shape, body);
    }

    /// <summary>Writes byte values, for images.</summary>
    /// <param name="path">Where; an existing file is replaced.</param>
    /// <param name="data">The values in C order.</param>
    /// <param name="shape">The axes; their product is the length of <paramref name="data"/>.</param>
    /// <exception cref="ArgumentException">The shape does not hold as many values as there are.</exception>
    public static void WriteNpy(string path, byte[] data, int[] shape) => Write(path, "|u1", data.Length, shape, data);

    private static void Write(string path, string type, int length, int[] shape, byte[] body)
    {
        long product = shape.Aggregate(1L, (p, axis) => p * axis);
        if (product != length || shape.Any(axis => axis < 0))
            throw new ArgumentException($"{Path.GetFileName(path)}: the shape ({string.Join(" × ", shape)}) holds {product} values, got {length}");
        string axes = shape.Length == 1 ? $"{shape[0]}," : string.Join(", ", shape);
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({axes}), }}";
        // The format wants magic, length and header together to be a multiple of 64 bytes, padded by spaces and ended by a newline.
        int padding = 63 - (10 + header.Length) % 64;
        byte[] text = Encoding.ASCII.GetBytes(header + new string(' ', padding) + "\n");
        using FileStream file = File.Create(path);
        file.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)text.Length, (byte)(text.Length >> 8)]);
        file.Write(text);
        file.Write(body);
    }
}
