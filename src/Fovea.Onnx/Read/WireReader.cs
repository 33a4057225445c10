using System.Buffers.Binary;

namespace Fovea.Onnx;

/// <summary>
/// The bytes of a file in protobuf's wire format: numbers and spans of bytes at a position. Only what is asked for is read; a span
/// that is passed over costs nothing, however long it claims to be.
/// </summary>
/// <remarks>Source: protobuf.dev, Encoding.</remarks>
internal sealed class WireReader
{
    private const int MostBuffered = 1 << 16;
    private readonly Stream stream;
    private readonly OnnxErrors errors;
    private readonly byte[] buffer;
    private long start;
    private int index, filled;

    /// <summary>Over a seekable stream that starts at its position 0.</summary>
    public WireReader(Stream stream, OnnxErrors errors)
    {
        this.stream = stream;
        this.errors = errors;
        Length = stream.Length;
        buffer = new byte[(int)Math.Min(Length, MostBuffered)];
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Where the next number starts.</summary>
    public long Position
    {
        get => start + index;
        set
        {
            if (value >= start && value <= start + filled)
            {
                index = (int)(value - start);
                return;
            }
            start = value;
            index = filled = 0;
        }
    }

    /// <summary>A number of 1 … 10 bytes, 7 bits each, that ends before <paramref name="end"/>.</summary>
    /// <exception cref="ModelFileException">It is cut off or too long.</exception>
    public ulong Varint(long end)
    {
        long first = Position;
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (Position >= end) errors.Broken(first, "a number is cut off", "a number ends inside its message");
            byte b = Byte();
            if (shift == 63 && b > 1) break;
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return value;
        }
        errors.Broken(first, "a number has more than 64 bits", "a number takes at most ten bytes");
        return 0;
    }

    /// <summary>Four or eight bytes, little-endian.</summary>
    /// <exception cref="ModelFileException">They are cut off.</exception>
    public ulong Fixed(int bytes, long end)
    {
        if (Position > end - bytes) errors.Broken(Position, "a number is cut off", "a number ends inside its message");
        Span<byte> value = stackalloc byte[8];
        value.Clear();
        Read(Position, value[..bytes]);
        Position += bytes;
        return BinaryPrimitives.ReadUInt64LittleEndian(value);
    }

    /// <summary>Bytes at a position, straight into memory; the position of the next number stays.</summary>
    /// <exception cref="ModelFileException">The file became shorter.</exception>
    public void Read(long position, Span<byte> bytes)
    {
        if (position >= start && position + bytes.Length <= start + filled)
        {
            buffer.AsSpan((int)(position - start), bytes.Length).CopyTo(bytes);
            return;
        }
        stream.Position = position;
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) CutOff();
    }

    private byte Byte()
    {
        if (index == filled)
        {
            start += filled;
            index = 0;
            stream.Position = start;
            filled = stream.Read(buffer);
            if (filled == 0) CutOff();
        }
        return buffer[index++];
    }

    private void CutOff()
        => errors.Refuse("the file ended while it was read", "the file keeps its length while it is open", "it was changed by another program; read it again");
}
