using System.Numerics;

namespace Fovea.Onnx;

/// <summary>Comparisons, logic, and the choice between two tensors.</summary>
internal static class LogicOps
{
    public static OnnxTensor[] And(NodeCall call) => Two(call, (a, b) => a && b);

    public static OnnxTensor[] Or(NodeCall call) => Two(call, (a, b) => a || b);

    public static OnnxTensor[] Xor(NodeCall call) => Two(call, (a, b) => a != b);

    public static OnnxTensor[] Not(NodeCall call) => [OnnxTensor.Of(call.Input(0).Dims, Array.ConvertAll(call.Bools(0), v => !v))];

    public static OnnxTensor[] Equal(NodeCall call)
    {
        if (call.SameType(0, 1) != OnnxType.String) return Compare(call, new Comparison((x, y) => x == y, (x, y) => x == y, (x, y) => x == y));
        OnnxTensor a = call.Input(0), b = call.Input(1);
        int[] dims = Broadcasts.Dims(call, OnnxType.Bool, a.Dims, b.Dims);
        return [OnnxTensor.Of(dims, Broadcasts.To(a.As<string>(), a.Dims, dims).Zip(Broadcasts.To(b.As<string>(), b.Dims, dims), (x, y) => x == y).ToArray())];
    }

    public static OnnxTensor[] Less(NodeCall call) => Ordered(call, new Comparison((x, y) => x < y, (x, y) => x < y, (x, y) => x < y));

    public static OnnxTensor[] LessOrEqual(NodeCall call) => Ordered(call, new Comparison((x, y) => x <= y, (x, y) => x <= y, (x, y) => x <= y));

    public static OnnxTensor[] Greater(NodeCall call) => Ordered(call, new Comparison((x, y) => x > y, (x, y) => x > y, (x, y) => x > y));

    public static OnnxTensor[] GreaterOrEqual(NodeCall call) => Ordered(call, new Comparison((x, y) => x >= y, (x, y) => x >= y, (x, y) => x >= y));

    public static OnnxTensor[] IsNaN(NodeCall call) => [OnnxTensor.Of(call.Input(0).Dims, Array.ConvertAll(call.Floats(0).ToDoubles(), double.IsNaN))];

    public static OnnxTensor[] IsInf(NodeCall call)
    {
        bool above = call.Attributes.Integer("detect_positive", 1) != 0, below = call.Attributes.Integer("detect_negative", 1) != 0;
        return [OnnxTensor.Of(call.Input(0).Dims, Array.ConvertAll(call.Floats(0).ToDoubles(),
            v => (above && double.IsPositiveInfinity(v)) || (below && double.IsNegativeInfinity(v))))];
    }

    public static OnnxTensor[] Where(NodeCall call)
    {
        OnnxTensor x = call.Input(1), y = call.Input(2);
        int[] dims = Broadcasts.Dims(call, call.SameType(1, 2), call.Input(0).Dims, x.Dims, y.Dims);
        bool[] condition = Broadcasts.To(call.Bools(0), call.Input(0).Dims, dims);
        int[] fromX = IndexMap.Broadcast(x.Dims, dims), fromY = IndexMap.Broadcast(y.Dims, dims);
        for (int i = 0; i < fromX.Length; i++)
            if (!condition[i]) fromX[i] = x.Count + fromY[i];
        return [Elements.Take(Elements.Join(x, y), dims, fromX)];
    }

    private static OnnxTensor[] Two(NodeCall call, Func<bool, bool, bool> map)
    {
        OnnxTensor a = call.Input(0), b = Broadcasts.Second(call, a, call.Input(1));
        int[] dims = Broadcasts.Dims(call, OnnxType.Bool, a.Dims, b.Dims);
        bool[] x = Broadcasts.To(call.Bools(0), a.Dims, dims), y = Broadcasts.To(call.Bools(1), b.Dims, dims);
        return [OnnxTensor.Of(dims, x.Zip(y, map).ToArray())];
    }

    private static OnnxTensor[] Ordered(NodeCall call, Comparison compare)
    {
        call.Numbers(0);
        return Compare(call, compare);
    }

    private static OnnxTensor[] Compare(NodeCall call, Comparison compare)
    {
        OnnxType type = call.SameType(0, 1);
        return [type.IsFloat() ? Compare(call, compare.Doubles) : type == OnnxType.UInt64 ? Compare(call, compare.Unsigned) : Compare(call, compare.Longs)];
    }

    private static OnnxTensor Compare<T>(NodeCall call, Func<T, T, bool> compare) where T : struct, INumber<T>
    {
        OnnxTensor a = call.Input(0), b = Broadcasts.Second(call, a, call.Input(1));
        int[] dims = Broadcasts.Dims(call, OnnxType.Bool, a.Dims, b.Dims);
        T[] x = Broadcasts.To(Wide.Of<T>(a), a.Dims, dims), y = Broadcasts.To(Wide.Of<T>(b), b.Dims, dims);
        return OnnxTensor.Of(dims, x.Zip(y, compare).ToArray());
    }

    private sealed record Comparison(Func<double, double, bool> Doubles, Func<long, long, bool> Longs, Func<ulong, ulong, bool> Unsigned);
}
