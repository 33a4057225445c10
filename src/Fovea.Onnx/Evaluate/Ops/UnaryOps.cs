using System.Numerics;

namespace Fovea.Onnx;

/// <summary>Functions of one number at a time, without attributes.</summary>
internal static class UnaryOps
{
    private interface IMap
    {
        static abstract T Apply<T>(T x) where T : struct, INumber<T>;
    }

    public static OnnxTensor[] Abs(NodeCall call) => Numbers<Magnitude>(call);

    public static OnnxTensor[] Neg(NodeCall call) => Numbers<Negated>(call);

    public static OnnxTensor[] Sign(NodeCall call) => Numbers<SignOf>(call);

    public static OnnxTensor[] Relu(NodeCall call) => Numbers<Rectified>(call);

    /// <summary>Integers with every bit flipped.</summary>
    public static OnnxTensor[] BitwiseNot(NodeCall call)
    {
        if (!call.Input(0).Type.IsInteger()) throw new OnnxNodeException($"input 0 holds {call.Input(0).Type}", "this op takes integers");
        return Numbers<Flipped>(call);
    }

    /// <summary>An op that is a function of real numbers.</summary>
    public static Func<NodeCall, OnnxTensor[]> Of(Func<double, double> map) => call => [Real(call, map)];

    /// <summary>A function of every element of the first input.</summary>
    public static OnnxTensor Real(NodeCall call, Func<double, double> map)
    {
        OnnxTensor x = call.Floats(0);
        return Wide.Narrow(x.Type, x.Dims, Array.ConvertAll(x.ToDoubles(), v => map(v)));
    }

    /// <summary>The error function, by its series near 0 and its continued fraction far from it; to 14 digits.</summary>
    /// <remarks>Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6 and 7.1.14.</remarks>
    public static double Erf(double x)
    {
        double a = Math.Abs(x);
        if (double.IsNaN(x) || a < 1e-300) return x;
        if (a >= 6) return Math.Sign(x);
        if (a < 3)
        {
            double term = a, sum = a;
            for (int n = 1; term > sum * 1e-17; n++)
            {
                term *= 2 * a * a / (2 * n + 1);
                sum += term;
            }
            return Math.Sign(x) * 2 / Math.Sqrt(Math.PI) * Math.Exp(-a * a) * sum;
        }
        double tail = a;
        for (int n = 60; n >= 1; n--) tail = a + n / 2.0 / tail;
        return Math.Sign(x) * (1 - Math.Exp(-a * a) / Math.Sqrt(Math.PI) / tail);
    }

    private static OnnxTensor[] Numbers<TMap>(NodeCall call) where TMap : IMap
    {
        OnnxTensor x = call.Numbers(0);
        return [x.Type.IsFloat() ? Apply<TMap, double>(x) : x.Type == OnnxType.UInt64 ? Apply<TMap, ulong>(x) : Apply<TMap, long>(x)];
    }

    private static OnnxTensor Apply<TMap, T>(OnnxTensor x) where TMap : IMap where T : struct, INumber<T>
        => Wide.Narrow(x.Type, x.Dims, Array.ConvertAll(Wide.Of<T>(x), v => TMap.Apply(v)));

    private readonly struct Magnitude : IMap
    {
        // Not T.Abs, which refuses the least integer.
        public static T Apply<T>(T x) where T : struct, INumber<T> => T.IsNegative(x) ? unchecked(-x) : x;
    }

    private readonly struct Negated : IMap
    {
        public static T Apply<T>(T x) where T : struct, INumber<T> => unchecked(-x);
    }

    private readonly struct SignOf : IMap
    {
        public static T Apply<T>(T x) where T : struct, INumber<T> => x > T.Zero ? T.One : x < T.Zero ? -T.One : x;
    }

    private readonly struct Rectified : IMap
    {
        public static T Apply<T>(T x) where T : struct, INumber<T> => T.Max(x, T.Zero);
    }

    private readonly struct Flipped : IMap
    {
        public static T Apply<T>(T x) where T : struct, INumber<T> => T.CreateTruncating(~ulong.CreateTruncating(x));
    }
}
