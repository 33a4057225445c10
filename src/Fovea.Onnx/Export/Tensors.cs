using System.Runtime.InteropServices;
using Fovea.Onnx.Proto;
using Google.Protobuf;

namespace Fovea.Onnx;

/// <summary>ONNX tensors and attributes from plain numbers.</summary>
internal static class Tensors
{
    public static TensorProto Floats(string name, IEnumerable<long> shape, float[] values) => Floats(name, shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    /// <summary>A float32 tensor; the bytes are not copied.</summary>
    public static TensorProto Floats(string name, IEnumerable<long> shape, byte[] bytes) => Make(name, TensorProto.Types.DataType.Float, shape, bytes);

    public static TensorProto Integers(string name, long[] values)
        => Make(name, TensorProto.Types.DataType.Int64, [values.Length], MemoryMarshal.AsBytes<long>(values).ToArray());

    private static TensorProto Make(string name, TensorProto.Types.DataType type, IEnumerable<long> shape, byte[] bytes)
        => new() { Name = name, DataType = (int)type, Dims = { shape }, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };

    public static AttributeProto Ints(string name, params long[] values)
        => new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    public static AttributeProto Int(string name, int value)
        => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Text(string name, string value)
        => new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Float(string name, float value)
        => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    /// <summary>A value for any number of images: N × C × H × W, or N × length.</summary>
    public static ValueInfoProto Value(string name, Shape shape)
    {
        var dims = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        foreach (int size in shape.IsImage ? (int[])[shape.Channels, shape.Height, shape.Width] : [shape.Channels])
            dims.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        return new() { Name = name, Type = new TypeProto { TensorType = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = dims } } };
    }
}
