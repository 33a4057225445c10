using System.Globalization;

namespace Fovea.Onnx;

/// <summary>
/// A tensor as ONNX means it: any number of axes, outermost first, any element type. Weights, shapes and the values of an evaluated
/// graph are such tensors; activations of a network are <see cref="Tensor"/>s.
/// </summary>
internal sealed class OnnxTensor
{
    private OnnxTensor(OnnxType type, IReadOnlyList<int> dims, Array data)
    {
        long count = 1;
        foreach (int dim in dims) count = checked(count * dim);
        if (count != data.Length) throw new ArgumentException($"{data.Length:N0} elements for a tensor of {Text(dims)}", nameof(data));
        (Type, Dims, Data) = (type, dims, data);
    }

    /// <summary>Element type. A bfloat16 tensor holds its bits as <c>ushort</c>.</summary>
    public OnnxType Type { get; }

    /// <summary>Sizes of the axes; none for a scalar; a size may be 0.</summary>
    public IReadOnlyList<int> Dims { get; }

    /// <summary>The elements, the last axis innermost.</summary>
    public Array Data { get; }

    /// <summary>Number of axes.</summary>
    public int Rank => Dims.Count;

    /// <summary>Number of elements.</summary>
    public int Count => Data.Length;

    /// <summary>A tensor over an array, which it keeps. The element type follows from the array's.</summary>
    /// <exception cref="ArgumentException">The number of elements is not the product of <paramref name="dims"/>.</exception>
    public static OnnxTensor Of<T>(IReadOnlyList<int> dims, T[] data) => new(TypeOf(typeof(T)), dims, data);

    /// <summary>A bfloat16 tensor over its bits.</summary>
    public static OnnxTensor OfBFloat16(IReadOnlyList<int> dims, ushort[] bits) => new(OnnxType.BFloat16, dims, bits);

    /// <summary>A tensor without axes.</summary>
    public static OnnxTensor Scalar<T>(T value) => Of([], new[] { value });

    /// <summary>A vector.</summary>
    public static OnnxTensor Vector<T>(params T[] values) => Of([values.Length], values);

    /// <summary>The elements as their own type.</summary>
    /// <exception cref="InvalidOperationException">The element type is another.</exception>
    public T[] As<T>() => Data as T[] ?? throw new InvalidOperationException($"the tensor holds {Type}, not {typeof(T).Name}");

    /// <summary>The same elements under other sizes.</summary>
    public OnnxTensor Reshaped(IReadOnlyList<int> dims) => new(Type, dims, Data);

    /// <summary>A tensor of the same type with other elements.</summary>
    public OnnxTensor With(IReadOnlyList<int> dims, Array data) => new(Type, dims, data);

    /// <summary>The elements as 64-bit integers, whatever integer type they have.</summary>
    /// <exception cref="InvalidOperationException">They are no integers.</exception>
    public long[] ToLongs() => Data switch
    {
        long[] v => v,
        int[] v => [.. v.Select(x => (long)x)],
        bool[] v => [.. v.Select(x => x ? 1L : 0L)],
        byte[] v => [.. v.Select(x => (long)x)],
        sbyte[] v => [.. v.Select(x => (long)x)],
        short[] v => [.. v.Select(x => (long)x)],
        ushort[] v when Type == OnnxType.UInt16 => [.. v.Select(x => (long)x)],
        uint[] v => [.. v.Select(x => (long)x)],
        ulong[] v => [.. v.Select(x => checked((long)x))],
        _ => throw new InvalidOperationException($"the tensor holds {Type}, not integers"),
    };

    /// <summary>The elements as float32: halves and bfloat16 widened, doubles rounded, integers converted.</summary>
    public float[] ToFloats() => Data switch
    {
        float[] v => v,
        double[] v => [.. v.Select(x => (float)x)],
        Half[] v => [.. v.Select(x => (float)x)],
        ushort[] v when Type == OnnxType.BFloat16 => [.. v.Select(x => BitConverter.UInt32BitsToSingle((uint)x << 16))],
        _ => [.. ToLongs().Select(x => (float)x)],
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Text(Dims)}";

    /// <summary>Sizes as text: <c>1×3×224×224</c>; a tensor without axes is a scalar.</summary>
    public static string Text(IReadOnlyList<int> dims) => dims.Count == 0 ? "scalar" : string.Join('×', dims.Select(d => d.ToString(CultureInfo.InvariantCulture)));

    private static OnnxType TypeOf(Type type) => type switch
    {
        _ when type == typeof(float) => OnnxType.Float32,
        _ when type == typeof(double) => OnnxType.Float64,
        _ when type == typeof(Half) => OnnxType.Float16,
        _ when type == typeof(bool) => OnnxType.Bool,
        _ when type == typeof(sbyte) => OnnxType.Int8,
        _ when type == typeof(byte) => OnnxType.UInt8,
        _ when type == typeof(short) => OnnxType.Int16,
        _ when type == typeof(ushort) => OnnxType.UInt16,
        _ when type == typeof(int) => OnnxType.Int32,
        _ when type == typeof(uint) => OnnxType.UInt32,
        _ when type == typeof(long) => OnnxType.Int64,
        _ when type == typeof(ulong) => OnnxType.UInt64,
        _ when type == typeof(string) => OnnxType.String,
        _ => throw new ArgumentException($"ONNX has no tensors of {type.Name}"),
    };
}
