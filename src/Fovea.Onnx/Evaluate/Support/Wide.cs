using System.Numerics;

namespace Fovea.Onnx;

/// <summary>
/// Numbers are computed in 64 bits and rounded once to the type they are stored in: floats as <c>double</c>, integers and bools as
/// <c>long</c>, the largest unsigned integers as <c>ulong</c>. Integers wrap.
/// </summary>
internal static class Wide
{
    /// <summary>The elements as <typeparamref name="T"/>, which is one of the three.</summary>
    public static T[] Of<T>(OnnxTensor x) where T : struct, INumber<T>
        => (T[])(object)(typeof(T) == typeof(double) ? x.ToDoubles() : typeof(T) == typeof(ulong) ? x.As<ulong>() : x.ToLongs());

    /// <summary>A tensor of a type from wide elements.</summary>
    public static OnnxTensor Narrow<T>(OnnxType type, IReadOnlyList<int> dims, T[] values) where T : struct, INumber<T> => type switch
    {
        OnnxType.Float32 => Store<T, float>(dims, values),
        OnnxType.Float64 => Store<T, double>(dims, values),
        OnnxType.Float16 => Store<T, Half>(dims, values),
        OnnxType.BFloat16 => OnnxTensor.OfBFloat16(dims, Array.ConvertAll(values, v => ToBFloat16(float.CreateTruncating(v)))),
        OnnxType.Bool => OnnxTensor.Of(dims, Array.ConvertAll(values, v => !T.IsZero(v))),
        OnnxType.Int8 => Store<T, sbyte>(dims, values),
        OnnxType.UInt8 => Store<T, byte>(dims, values),
        OnnxType.Int16 => Store<T, short>(dims, values),
        OnnxType.UInt16 => Store<T, ushort>(dims, values),
        OnnxType.Int32 => Store<T, int>(dims, values),
        OnnxType.UInt32 => Store<T, uint>(dims, values),
        OnnxType.Int64 => Store<T, long>(dims, values),
        OnnxType.UInt64 => Store<T, ulong>(dims, values),
        _ => throw new OnnxNodeException($"numbers as {type}"),
    };

    /// <summary>True for floats of any width.</summary>
    public static bool IsFloat(this OnnxType type) => type is OnnxType.Float32 or OnnxType.Float64 or OnnxType.Float16 or OnnxType.BFloat16;

    /// <summary>True for integers, signed or not.</summary>
    public static bool IsInteger(this OnnxType type) => !type.IsFloat() && type is not (OnnxType.Bool or OnnxType.String);

    /// <summary>Bytes of an element; a word counts as its reference.</summary>
    public static int HeldBytes(this OnnxType type) => type switch
    {
        OnnxType.Bool or OnnxType.Int8 or OnnxType.UInt8 => 1,
        OnnxType.Float16 or OnnxType.BFloat16 or OnnxType.Int16 or OnnxType.UInt16 => 2,
        OnnxType.Float32 or OnnxType.Int32 or OnnxType.UInt32 => 4,
        _ => 8,
    };

    /// <summary>The nearest bfloat16, ties to even; no NaN becomes an infinity.</summary>
    public static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)(float.IsNaN(value) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    // A float becomes an integer by way of 64 bits and then wraps, as C does on the processors ONNX files come from.
    private static OnnxTensor Store<T, TTo>(IReadOnlyList<int> dims, T[] values) where T : struct, INumber<T> where TTo : struct, INumber<TTo>
    {
        if (typeof(T) == typeof(TTo)) return OnnxTensor.Of(dims, (TTo[])(object)values);
        bool bits = typeof(T) == typeof(double) && TTo.IsInteger(TTo.One / (TTo.One + TTo.One)) && typeof(TTo) != typeof(ulong);
        return OnnxTensor.Of(dims, bits ? Array.ConvertAll(values, v => TTo.CreateTruncating(long.CreateTruncating(v))) : Array.ConvertAll(values, TTo.CreateTruncating));
    }
}
