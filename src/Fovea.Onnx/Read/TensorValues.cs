using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Fovea.Onnx;

/// <summary>Makes the array of a tensor and fills it. All values are little-endian, as are the machines Fovea runs on.</summary>
internal sealed class TensorValues(OnnxSource source, TensorPlace where, int[] dims, int count)
{
    /// <summary>Fills memory with the bytes of the elements.</summary>
    public delegate void Filler(WireReader wire, Span<byte> bytes);

    /// <summary>Elements kept as bytes.</summary>
    /// <param name="type">No string.</param>
    /// <param name="inFile">Bytes of the elements in the file.</param>
    /// <param name="fill">Reads them.</param>
    public OnnxTensor Fixed(OnnxType type, long inFile, Filler fill) => type switch
    {
        OnnxType.Float32 => Raw<float>(inFile, fill),
        OnnxType.Float64 => Raw<double>(inFile, fill),
        OnnxType.Float16 => Raw<Half>(inFile, fill),
        OnnxType.BFloat16 => OnnxTensor.OfBFloat16(dims, RawArray<ushort>(inFile, fill)),
        OnnxType.Bool => OnnxTensor.Of(dims, Truth(RawArray<bool>(inFile, fill))),
        OnnxType.Int8 => Raw<sbyte>(inFile, fill),
        OnnxType.UInt8 => Raw<byte>(inFile, fill),
        OnnxType.Int16 => Raw<short>(inFile, fill),
        OnnxType.UInt16 => Raw<ushort>(inFile, fill),
        OnnxType.Int32 => Raw<int>(inFile, fill),
        OnnxType.UInt32 => Raw<uint>(inFile, fill),
        OnnxType.Int64 => Raw<long>(inFile, fill),
        _ => Raw<ulong>(inFile, fill),
    };

    /// <summary>Elements kept as a list of numbers in a field of the message.</summary>
    /// <param name="type">No string.</param>
    /// <param name="message">The tensor's message, from its start.</param>
    /// <param name="field">The list's field.</param>
    /// <param name="name">Its name.</param>
    /// <param name="inFile">Bytes of the list in the file.</param>
    public OnnxTensor List(OnnxType type, WireMessage message, int field, string name, long inFile)
    {
        // A varint takes a byte at least, so a list of fewer bytes than elements is too short, and a fixed one has its length.
        long least = type is OnnxType.Float32 or OnnxType.Float64 ? (long)count * type.Bytes() : count;
        if (inFile < least) WrongCount(type, name, type is OnnxType.Float32 or OnnxType.Float64 ? OnnxErrors.Text($"{inFile / type.Bytes():N0}") : "fewer");
        switch (type)
        {
            case OnnxType.Float32 or OnnxType.Float64: return Fixed(type, inFile, (_, span) => FixedList(type, message, field, name, span));
            case OnnxType.Float16: return Fixed(type, inFile, (_, span) => Varints(type, message, field, name, MemoryMarshal.Cast<byte, ushort>(span)));
            case OnnxType.BFloat16 or OnnxType.UInt16: return Fixed(type, inFile, (_, span) => Varints(type, message, field, name, MemoryMarshal.Cast<byte, ushort>(span)));
            case OnnxType.Bool or OnnxType.UInt8: return Fixed(type, inFile, (_, span) => Varints(type, message, field, name, span));
            case OnnxType.Int8: return Fixed(type, inFile, (_, span) => Varints(type, message, field, name, MemoryMarshal.Cast<byte, sbyte>(span)));
            case OnnxType.Int16: return Fixed(type, inFile, (_, span) => Varints(type, message, field, name, MemoryMarshal.Cast<byte, short>(span)));
            case OnnxType.Int32: return Fixed(type, inFile, (_, span) => Varints(type, message, field, name, MemoryMarshal.Cast<byte, int>(span)));
            case OnnxType.UInt32: return Fixed(type, inFile, (_, span) => Varints(type, message, field, name, MemoryMarshal.Cast<byte, uint>(span)));
            case OnnxType.Int64: return Fixed(type, inFile, (_, span) => Varints(type, message, field, name, MemoryMarshal.Cast<byte, long>(span)));
            default: return Fixed(type, inFile, (_, span) => Varints(type, message, field, name, MemoryMarshal.Cast<byte, ulong>(span)));
        }
    }

    /// <summary>Texts.</summary>
    /// <param name="message">The tensor's message, from its start.</param>
    /// <param name="found">How many texts it has.</param>
    public OnnxTensor Strings(WireMessage message, long found)
    {
        if (found != count) WrongCount(OnnxType.String, "string_data", OnnxErrors.Text($"{found:N0}"));
        List<string> words = [];
        while (message.Next())
        {
            if (message.Field != 6) continue;
            message.Expect(WireType.Bytes);
            source.Budget.String(message.Length);
            words.Add(Encoding.UTF8.GetString(message.Bytes()));
        }
        return OnnxTensor.Of(dims, words.ToArray());
    }

    private OnnxTensor Raw<T>(long inFile, Filler fill) where T : unmanaged => OnnxTensor.Of(dims, RawArray<T>(inFile, fill));

    private T[] RawArray<T>(long inFile, Filler fill) where T : unmanaged
    {
        source.Budget.Tensor((long)count * Unsafe.SizeOf<T>(), inFile);
        var values = new T[count];
        fill(source.Wire, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    // A bool of another byte than 0 and 1 is neither true nor false to the machine.
    private static bool[] Truth(bool[] values)
    {
        foreach (ref byte b in MemoryMarshal.AsBytes(values.AsSpan())) b = b == 0 ? (byte)0 : (byte)1;
        return values;
    }

    private void FixedList(OnnxType type, WireMessage message, int field, string name, Span<byte> bytes)
    {
        int done = 0, size = type.Bytes();
        while (message.Next())
        {
            if (message.Field != field) continue;
            int more = message.Type == WireType.Bytes ? (int)Math.Min(message.Length, int.MaxValue) : size;
            if (more > bytes.Length - done || more % size != 0) WrongCount(type, name, more % size != 0 ? "a piece of one" : "more");
            if (message.Type == WireType.Bytes) source.Wire.Read(message.Start, bytes.Slice(done, more));
            else
            {
                message.Expect(size == 4 ? WireType.Fixed32 : WireType.Fixed64);
                if (size == 4) BinaryPrimitives.WriteUInt32LittleEndian(bytes[done..], (uint)message.Scalar);
                else BinaryPrimitives.WriteUInt64LittleEndian(bytes[done..], message.Scalar);
            }
            done += more;
        }
        if (done < bytes.Length) WrongCount(type, name, OnnxErrors.Text($"{done / size:N0}"));
    }

    private void Varints<T>(OnnxType type, WireMessage message, int field, string name, Span<T> values) where T : unmanaged, IBinaryInteger<T>
    {
        int done = 0;
        while (message.Next())
        {
            if (message.Field != field) continue;
            if (message.Type != WireType.Bytes)
            {
                message.Expect(WireType.Varint);
                Put(type, field, name, values, done++, message.Scalar);
                continue;
            }
            source.Wire.Position = message.Start;
            for (long end = message.Start + message.Length; source.Wire.Position < end;) Put(type, field, name, values, done++, source.Wire.Varint(end));
        }
        if (done < values.Length) WrongCount(type, name, OnnxErrors.Text($"{done:N0}"));
    }

    private void Put<T>(OnnxType type, int field, string name, Span<T> values, int index, ulong varint) where T : unmanaged, IBinaryInteger<T>
    {
        if (index == values.Length) WrongCount(type, name, "more");
        // An int32 is written as a 64-bit number; every reader keeps its lower half.
        long number = field == 5 ? (int)varint : (long)varint;
        values[index] = T.CreateTruncating(number);
        if (type == OnnxType.Bool) values[index] = number == 0 ? T.Zero : T.One;
        else if (field == 11 ? ulong.CreateTruncating(values[index]) != varint : long.CreateTruncating(values[index]) != number)
            source.Errors.Refuse(OnnxErrors.Text($"{where}: element {index:N0} is {(field == 11 ? varint : (Int128)number):N0}, which {type.FileName()} cannot hold"), "numbers in a list lie in the range of the tensor's type");
    }

    private void WrongCount(OnnxType type, string name, string found)
        => source.Errors.Refuse(OnnxErrors.Text($"{where}: {OnnxTensor.Text(dims)} of {type.FileName()} needs {count:N0} values, but {name} has {found}"), "a tensor has the values of all its elements");
}
