using System.Numerics;

namespace Fovea.Onnx;

/// <summary>Arithmetic of two tensors, element by element, and the sums and extremes of many.</summary>
internal static class BinaryOps
{
    private interface IMap
    {
        static abstract T Apply<T>(T a, T b) where T : struct, INumber<T>;
    }

    public static OnnxTensor[] Add(NodeCall call) => Two<Plus>(call);

    public static OnnxTensor[] Sub(NodeCall call) => Two<Minus>(call);

    public static OnnxTensor[] Mul(NodeCall call) => Two<Times>(call);

    /// <summary>Integers are cut toward zero.</summary>
    public static OnnxTensor[] Div(NodeCall call) => Two<Over>(call);

    public static OnnxTensor[] Max(NodeCall call) => Many<Larger>(call);

    public static OnnxTensor[] Min(NodeCall call) => Many<Smaller>(call);

    public static OnnxTensor[] Sum(NodeCall call) => Many<Plus>(call);

    public static OnnxTensor[] Mean(NodeCall call)
    {
        OnnxTensor sum = Many<Plus>(call, OnnxType.Float64);
        return [Wide.Narrow(call.Floats(0).Type, sum.Dims, Array.ConvertAll(sum.As<double>(), v => v / call.Inputs.Count))];
    }

    /// <summary>With <c>fmod</c> the sign of the dividend, as in C; without, of the divisor, as in Python, for integers alone.</summary>
    public static OnnxTensor[] Mod(NodeCall call)
    {
        if (call.Attributes.Integer("fmod", 0) != 0) return Two<Remainder>(call);
        if (call.Numbers(0).Type.IsFloat()) throw new OnnxNodeException($"inputs of {call.Input(0).Type} with fmod 0", "floats need fmod 1");
        return Two<Modulo>(call);
    }

    public static OnnxTensor[] BitShift(NodeCall call)
    {
        Integers(call);
        return call.Attributes.Word("direction", "") switch
        {
            "LEFT" => Two<Left>(call),
            "RIGHT" => Two<Right>(call),
            string other => throw new OnnxNodeException($"direction '{other}'", "LEFT or RIGHT"),
        };
    }

    public static OnnxTensor[] BitwiseAnd(NodeCall call) => Bits<AndBits>(call);

    public static OnnxTensor[] BitwiseOr(NodeCall call) => Bits<OrBits>(call);

    public static OnnxTensor[] BitwiseXor(NodeCall call) => Bits<XorBits>(call);

    /// <summary>The result has the type of the base, whatever the exponent's.</summary>
    public static OnnxTensor[] Pow(NodeCall call)
    {
        OnnxTensor a = call.Numbers(0), b = Broadcasts.Second(call, a, call.Numbers(1));
        int[] dims = Broadcasts.Dims(call, a.Type, a.Dims, b.Dims);
        if (a.Type.IsFloat() || b.Type.IsFloat() || b.ToDoubles().Any(e => e < 0))
        {
            double[] x = Broadcasts.To(a.ToDoubles(), a.Dims, dims), y = Broadcasts.To(b.ToDoubles(), b.Dims, dims);
            return [Wide.Narrow(a.Type, dims, [.. x.Zip(y, Math.Pow)])];
        }
        ulong[] bases = Broadcasts.To(a.Type == OnnxType.UInt64 ? a.As<ulong>() : Array.ConvertAll(a.ToLongs(), v => (ulong)v), a.Dims, dims);
        double[] exponents = Broadcasts.To(b.ToDoubles(), b.Dims, dims);
        return [Wide.Narrow(a.Type, dims, [.. bases.Zip(exponents, (x, e) => Power(x, (ulong)e))])];
    }

    private static ulong Power(ulong x, ulong exponent)
    {
        ulong result = 1;
        for (; exponent > 0; exponent >>= 1, x = unchecked(x * x))
            if ((exponent & 1) != 0) result = unchecked(result * x);
        return result;
    }

    private static OnnxTensor[] Two<TMap>(NodeCall call) where TMap : IMap
    {
        call.SameType(0, 1);
        OnnxTensor a = call.Numbers(0);
        return [Apply<TMap>(call, a, Broadcasts.Second(call, a, call.Numbers(1)), a.Type)];
    }

    private static OnnxTensor[] Bits<TMap>(NodeCall call) where TMap : IMap
    {
        Integers(call);
        return Two<TMap>(call);
    }

    private static OnnxTensor[] Many<TMap>(NodeCall call) where TMap : IMap => [Many<TMap>(call, call.Numbers(0).Type)];

    private static OnnxTensor Many<TMap>(NodeCall call, OnnxType type) where TMap : IMap
    {
        OnnxTensor all = Retyped(call.Numbers(0), type);
        for (int i = 1; i < call.Inputs.Count; i++)
        {
            call.SameType(0, i);
            all = Apply<TMap>(call, all, Retyped(call.Numbers(i), type), type);
        }
        return all;
    }

    private static OnnxTensor Retyped(OnnxTensor x, OnnxType type) => x.Type == type ? x : OnnxTensor.Of(x.Dims, x.ToDoubles());

    private static OnnxTensor Apply<TMap>(NodeCall call, OnnxTensor a, OnnxTensor b, OnnxType type) where TMap : IMap
        => type.IsFloat() ? Apply<TMap, double>(call, a, b, type) : type == OnnxType.UInt64 ? Apply<TMap, ulong>(call, a, b, type) : Apply<TMap, long>(call, a, b, type);

    private static OnnxTensor Apply<TMap, T>(NodeCall call, OnnxTensor a, OnnxTensor b, OnnxType type) where TMap : IMap where T : struct, INumber<T>
    {
        int[] dims = Broadcasts.Dims(call, type, a.Dims, b.Dims);
        T[] x = Broadcasts.To(Wide.Of<T>(a), a.Dims, dims), y = Broadcasts.To(Wide.Of<T>(b), b.Dims, dims), z = new T[x.Length];
        for (int i = 0; i < z.Length; i++) z[i] = TMap.Apply(x[i], y[i]);
        return Wide.Narrow(type, dims, z);
    }

    private static void Integers(NodeCall call)
    {
        if (!call.Input(0).Type.IsInteger()) throw new OnnxNodeException($"inputs of {call.Input(0).Type}", "this op takes integers");
    }

    private static T Divisor<T>(T b) where T : struct, INumber<T>
        => T.IsZero(b) && typeof(T) != typeof(double) ? throw new OnnxNodeException("an integer is divided by 0") : b;

    private readonly struct Plus : IMap
    {
        public static T Apply<T>(T a, T b) where T : struct, INumber<T> => unchecked(a + b);
    }

    private readonly struct Minus : IMap
    {
        public static T Apply<T>(T a, T b) where T : struct, INumber<T> => unchecked(a - b);
    }

    private readonly struct Times : IMap
    {
        public static T Apply<T>(T a, T b) where T : struct, INumber<T> => unchecked(a * b);
    }

    private readonly struct Over : IMap
    {
        // The least integer by −1 is beyond the type, and the processor stops there.
        public static T Apply<T>(T a, T b) where T : struct, INumber<T> => T.IsNegative(b) && b == -T.One ? unchecked(-a) : a / Divisor(b);
    }

    private readonly struct Remainder : IMap
    {
        public static T Apply<T>(T a, T b) where T : struct, INumber<T> => typeof(T) == typeof(long) && b == -T.One ? T.Zero : a % Divisor(b);
    }

    private readonly struct Modulo : IMap
    {
        public static T Apply<T>(T a, T b) where T : struct, INumber<T>
        {
            T rest = Remainder.Apply(a, b);
            return !T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(b) ? rest + b : rest;
        }
    }

    private readonly struct Larger : IMap
    {
        public static T Apply<T>(T a, T b) where T : struct, INumber<T> => T.Max(a, b);
    }

    private readonly struct Smaller : IMap
    {
        public static T Apply<T>(T a, T b) where T : struct, INumber<T> => T.Min(a, b);
    }

    private readonly struct Left : IMap
    {
        public static T Apply<T>(T a, T b) where T : struct, INumber<T>
            => ulong.CreateTruncating(b) is < 64 and ulong by ? T.CreateTruncating(ulong.CreateTruncating(a) << (int)by) : T.Zero;
    }

    private readonly struct Right : IMap
    {
        public static T Apply<T>(T a, T b) where T : struct, INumber<T>
            => ulong.CreateTruncating(b) is < 64 and ulong by ? T.CreateTruncating(ulong.CreateTruncating(a) >> (int)by) : T.Zero;
    }

    private readonly struct AndBits : IMap
    {
        public static T Apply<T>(T a, T b) where T : struct, INumber<T> => T.CreateTruncating(ulong.CreateTruncating(a) & ulong.CreateTruncating(b));
    }

    private readonly struct OrBits : IMap
    {
        public static T Apply<T>(T a, T b) where T : struct, INumber<T> => T.CreateTruncating(ulong.CreateTruncating(a) | ulong.CreateTruncating(b));
    }

    private readonly struct XorBits : IMap
    {
        public static T Apply<T>(T a, T b) where T : struct, INumber<T> => T.CreateTruncating(ulong.CreateTruncating(a) ^ ulong.CreateTruncating(b));
    }
}
