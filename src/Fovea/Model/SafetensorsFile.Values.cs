using System.Runtime.InteropServices;

namespace Fovea;

/// <summary>Values of tensors, converted.</summary>
public sealed partial class SafetensorsFile
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>
    /// A tensor's values as float32, outermost axis first. F16 and BF16 are exact, F64 is rounded; integers and BOOL only where no
    /// value changes.
    /// </summary>
    /// <exception cref="ModelFileException">No such tensor, it does not fit an array, or an integer is no float.</exception>
    public float[] ReadFloats(string tensor)
    {
        var values = new float[ArrayLength(Entry(tensor))];
        ReadFloats(tensor, values);
        return values;
    }

    /// <summary>As <see cref="ReadFloats(string)"/>, into memory of exactly the tensor's length.</summary>
    /// <exception cref="ArgumentException">The memory has another length than the tensor.</exception>
    /// <exception cref="ModelFileException">No such tensor, or an integer is no float.</exception>
    public void ReadFloats(string tensor, Span<float> values)
    {
        SafetensorsEntry entry = Entry(tensor);
        if (values.Length != entry.Length) throw new ArgumentException($"{entry} has {entry.Length:N0} elements, the memory {values.Length:N0}", nameof(values));
        if (entry.Type == SafetensorsType.F32)
        {
            ReadAt(entry, 0, MemoryMarshal.AsBytes(values));
            return;
        }
        var chunk = new byte[Math.Min(ChunkBytes, entry.Bytes)];
        int size = entry.Type.Bytes();
        for (int done = 0; done < values.Length;)
        {
            int count = Math.Min(values.Length - done, ChunkBytes / size);
            Span<byte> bytes = chunk.AsSpan(0, count * size);
            ReadAt(entry, (long)done * size, bytes);
            ConvertToFloats(entry, bytes, done, values.Slice(done, count));
            done += count;
        }
    }

    /// <summary>A tensor of integers (or BOOL) as int64.</summary>
    /// <exception cref="ModelFileException">No such tensor, no integers, or a U64 above 2^63 − 1.</exception>
    public long[] ReadIntegers(string tensor)
    {
        SafetensorsEntry entry = Entry(tensor);
        if (!IsInteger(entry.Type)) errors.NotIntegers(tensor, entry.Type);
        var values = new long[ArrayLength(entry)];
        byte[] bytes = ReadBytes(tensor);
        for (int i = 0; i < values.Length; i++) values[i] = Integer(entry, bytes, i, i);
        return values;
    }

    private int ArrayLength(SafetensorsEntry entry)
    {
        if (entry.Length > Array.MaxLength) errors.TooLong(entry.Name, entry.Length);
        return (int)entry.Length;
    }

    private void ConvertToFloats(SafetensorsEntry entry, ReadOnlySpan<byte> bytes, int start, Span<float> values)
    {
        switch (entry.Type)
        {
            case SafetensorsType.F16:
                ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(bytes);
                for (int i = 0; i < values.Length; i++) values[i] = (float)halves[i];
                break;
            case SafetensorsType.BF16:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < values.Length; i++) values[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                break;
            case SafetensorsType.F64:
                ReadOnlySpan<double> doubles = MemoryMarshal.Cast<byte, double>(bytes);
                for (int i = 0; i < values.Length; i++) values[i] = (float)doubles[i];
                break;
            default:
                for (int i = 0; i < values.Length; i++)
                {
                    long integer = Integer(entry, bytes, i, start + i);
                    values[i] = integer;
                    if ((Int128)values[i] != integer) errors.Inexact(entry.Name, entry.Type, start + i, integer.ToString("N0"), "float32");
                }
                break;
        }
    }

    private long Integer(SafetensorsEntry entry, ReadOnlySpan<byte> bytes, int i, long index)
    {
        switch (entry.Type)
        {
            case SafetensorsType.I8: return (sbyte)bytes[i];
            case SafetensorsType.U16: return MemoryMarshal.Cast<byte, ushort>(bytes)[i];
            case SafetensorsType.I16: return MemoryMarshal.Cast<byte, short>(bytes)[i];
            case SafetensorsType.U32: return MemoryMarshal.Cast<byte, uint>(bytes)[i];
            case SafetensorsType.I32: return MemoryMarshal.Cast<byte, int>(bytes)[i];
            case SafetensorsType.I64: return MemoryMarshal.Cast<byte, long>(bytes)[i];
            case SafetensorsType.U64:
                ulong value = MemoryMarshal.Cast<byte, ulong>(bytes)[i];
                if (value > long.MaxValue) errors.Inexact(entry.Name, entry.Type, index, value.ToString("N0"), "int64");
                return (long)value;
            default: return bytes[i];
        }
    }

    private static bool IsInteger(SafetensorsType type)
        => type is not (SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.F32 or SafetensorsType.F64);
}
