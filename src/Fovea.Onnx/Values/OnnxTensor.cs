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

    /// <summary>A tensor over an array, which it keeps, of an element type known only at run time.</summary>
    /// <exception cref="ArgumentException">The array is not of the type's elements, or their number is not the product of <paramref name="dims"/>.</exception>
    public static OnnxTensor Of(OnnxType type, IReadOnlyList<int> dims, Array data)
        => type == OnnxType.BFloat16 ? OfBFloat16(dims, (ushort[])data)
            : TypeOf(data.GetType().GetElementType()!) == type ? new(type, dims, data)
            : throw new ArgumentException($"{data.GetType().Name} for a tensor of {type}", nameof(data));

    /// <summary>A bfloat16 tensor over its bits.</summary>
    public static OnnxTensor OfBFloat16(IReadOnlyList<int> dims, ushort[] bits) => new(OnnxType.BFloat16, dims, bits);

    /// <summary>A tensor without axes.</summary>
    public static OnnxTensor Scalar<T>(T value) => Of([], new[] { value });

    /// <summary>A vector.</summary>
    public static OnnxTensor Vector<T>(params T[] values) => Of([values.Length], values);

    /// <summary>The elements as their own type.</summary>
    /// <exception cref="InvalidOperationException">The element type is another.</exception>
    public T[] As<T>() => Data.GetType() == typeof(T[]) ? (T[])Data : throw new InvalidOperationException($"the tensor holds {Type}, not {typeof(T).Name}");

    /// <summary>The same elements under other sizes.</summary>
    public OnnxTensor Reshaped(IReadOnlyList<int> dims) => new(Type, dims, Data);

    /// <summary>A tensor of the same type with other elements.</summary>
    public OnnxTensor With(IReadOnlyList<int> dims, Array data) => new(Type, dims, data);

    /// <summary>The elements as 64-bit integers, whatever integer type they have.</summary>
    /// <exception cref="OnnxNodeException">They are no integers, or one has no place in 64 bits.</exception>
    public long[] ToLongs() => Type switch
    {
        // By the element type, not by the array's: to the runtime an sbyte[] is a byte[] as well.
        OnnxType.Int64 => As<long>(),
        OnnxType.Int32 => Converted(As<int>(), x => (long)x),
        OnnxType.Bool => Converted(As<bool>(), x => x ? 1L : 0L),
        OnnxType.UInt8 => Converted(As<byte>(), x => (long)x),
        OnnxType.Int8 => Converted(As<sbyte>(), x => (long)x),
        OnnxType.Int16 => Converted(As<short>(), x => (long)x),
        OnnxType.UInt16 => Converted(As<ushort>(), x => (long)x),
        OnnxType.UInt32 => Converted(As<uint>(), x => (long)x),
        OnnxType.UInt64 => Converted(As<ulong>(), x => x <= long.MaxValue ? (long)x : throw new OnnxNodeException($"a constant holds {x}", $"at most {long.MaxValue}")),
        _ => throw new OnnxNodeException($"a constant holds {Type}, not integers"),
    };

    /// <summary>The elements as float32: halves and bfloat16 widened, doubles rounded, integers converted.</summary>
    public float[] ToFloats() => Type == OnnxType.Float32 ? As<float>() : Converted(ToDoubles(), x => (float)x);

    /// <summary>The elements as float64, whatever number type they have.</summary>
    /// <exception cref="OnnxNodeException">They are no numbers.</exception>
    public double[] ToDoubles() => Type switch
    {
        OnnxType.Float64 => As<double>(),
        OnnxType.Float32 => Converted(As<float>(), x => (double)x),
        OnnxType.Float16 => Converted(As<Half>(), x => (double)x),
        OnnxType.BFloat16 => Converted(As<ushort>(), x => (double)BitConverter.UInt32BitsToSingle((uint)x << 16)),
        OnnxType.UInt64 => Converted(As<ulong>(), x => (double)x),
        OnnxType.String => throw new OnnxNodeException("a constant holds words, not numbers"),
        _ => Converted(ToLongs(), x => (double)x),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Text(Dims)}";

    /// <summary>Sizes as text: <c>1×3×224×224</c>; a tensor without axes is a scalar.</summary>
    public static string Text(IReadOnlyList<int> dims) => dims.Count == 0 ? "scalar" : string.Join('×', dims.Select(d => d.ToString(CultureInfo.InvariantCulture)));

    private static TTo[] Converted<TFrom, TTo>(TFrom[] values, Func<TFrom, TTo> convert) => Array.ConvertAll(values, x => convert(x));

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
