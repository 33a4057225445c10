using System.Runtime.InteropServices;

namespace Fovea;

/// <summary>A tensor to be written to a <c>.safetensors</c> file.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its axes, outermost first; empty for a scalar.</param>
/// <param name="Write">Writes exactly the tensor's bytes, little-endian, outermost axis first. Called once.</param>
public sealed record SafetensorsTensor(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, Action<Stream> Write)
{
    /// <summary>A float32 tensor; the values are read when the file is written.</summary>
    public static SafetensorsTensor Of(string name, IReadOnlyList<long> shape, ReadOnlyMemory<float> values)
        => new(name, SafetensorsType.F32, shape, s => s.Write(MemoryMarshal.AsBytes(values.Span)));

    /// <summary>An int64 tensor; the values are read when the file is written.</summary>
    public static SafetensorsTensor Of(string name, IReadOnlyList<long> shape, ReadOnlyMemory<long> values)
        => new(name, SafetensorsType.I64, shape, s => s.Write(MemoryMarshal.AsBytes(values.Span)));

    /// <summary>A tensor of raw bytes (uint8).</summary>
    public static SafetensorsTensor Of(string name, IReadOnlyList<long> shape, ReadOnlyMemory<byte> values)
        => new(name, SafetensorsType.U8, shape, s => s.Write(values.Span));
}
