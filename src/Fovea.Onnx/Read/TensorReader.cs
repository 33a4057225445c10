using System.Runtime.InteropServices;
using Fovea.Onnx.Proto;

namespace Fovea.Onnx;

/// <summary>Reads the tensors of a file.</summary>
internal sealed class TensorReader(string file)
{
    /// <summary>A tensor from its message.</summary>
    /// <exception cref="ModelFileException">Its lengths, type or sizes are wrong.</exception>
    public OnnxTensor Read(TensorProto t)
    {
        int[] dims = [.. t.Dims.Select(d => checked((int)d))];
        return (OnnxType)t.DataType switch
        {
            OnnxType.Float32 => OnnxTensor.Of(dims, Raw<float>(t) ?? [.. t.FloatData]),
            OnnxType.Float64 => OnnxTensor.Of(dims, Raw<double>(t) ?? [.. t.DoubleData]),
            OnnxType.Float16 => OnnxTensor.Of(dims, Raw<Half>(t) ?? [.. t.Int32Data.Select(x => BitConverter.UInt16BitsToHalf((ushort)x))]),
            OnnxType.BFloat16 => OnnxTensor.OfBFloat16(dims, Raw<ushort>(t) ?? [.. t.Int32Data.Select(x => (ushort)x)]),
            OnnxType.Bool => OnnxTensor.Of(dims, Raw<byte>(t)?.Select(b => b != 0).ToArray() ?? [.. t.Int32Data.Select(x => x != 0)]),
            OnnxType.Int8 => OnnxTensor.Of(dims, Raw<sbyte>(t) ?? [.. t.Int32Data.Select(x => (sbyte)x)]),
            OnnxType.UInt8 => OnnxTensor.Of(dims, Raw<byte>(t) ?? [.. t.Int32Data.Select(x => (byte)x)]),
            OnnxType.Int16 => OnnxTensor.Of(dims, Raw<short>(t) ?? [.. t.Int32Data.Select(x => (short)x)]),
            OnnxType.UInt16 => OnnxTensor.Of(dims, Raw<ushort>(t) ?? [.. t.Int32Data.Select(x => (ushort)x)]),
            OnnxType.Int32 => OnnxTensor.Of(dims, Raw<int>(t) ?? [.. t.Int32Data]),
            OnnxType.UInt32 => OnnxTensor.Of(dims, Raw<uint>(t) ?? [.. t.Uint64Data.Select(x => (uint)x)]),
            OnnxType.Int64 => OnnxTensor.Of(dims, Raw<long>(t) ?? [.. t.Int64Data]),
            OnnxType.UInt64 => OnnxTensor.Of(dims, Raw<ulong>(t) ?? [.. t.Uint64Data]),
            OnnxType.String => OnnxTensor.Of(dims, t.StringData.Select(s => s.ToStringUtf8()).ToArray()),
            _ => throw new ModelFileException(file, $"tensor '{t.Name}' has element type {t.DataType}", "float, integer, bool and string tensors"),
        };
    }

    private static T[]? Raw<T>(TensorProto t) where T : unmanaged
        => t.HasRawData ? MemoryMarshal.Cast<byte, T>(t.RawData.Span).ToArray() : null;
}
