using System.Numerics;

namespace Fovea.Onnx;

/// <summary>Sums, means, extremes over axes.</summary>
internal static class ReduceOps
{
    public static OnnxTensor[] Sum(NodeCall call) => Over(call, inputSince: 13, new(x => x, x => x, x => x));

    public static OnnxTensor[] SumSquare(NodeCall call) => Over(call, inputSince: 18, new(x => x * x, x => unchecked(x * x), x => unchecked(x * x)));

    public static OnnxTensor[] L1(NodeCall call) => Over(call, inputSince: 18, new(Math.Abs, x => x < 0 ? unchecked(-x) : x, x => x));

    public static OnnxTensor[] L2(NodeCall call) => Over(call, 18, new(x => x * x, x => unchecked(x * x), x => unchecked(x * x)), (sum, _) => Math.Sqrt(sum));

    public static OnnxTensor[] LogSum(NodeCall call) => Over(call, 18, new(x => x, x => x, x => x), (sum, _) => Math.Log(sum));

    public static OnnxTensor[] Mean(NodeCall call) => Over(call, 18, new(x => x, x => x, x => x), (sum, count) => sum / count);

    public static OnnxTensor[] Prod(NodeCall call) => Fold(call, new Folding((a, b) => a * b, (a, b) => unchecked(a * b), (a, b) => unchecked(a * b)), 1, 1, 1);

    public static OnnxTensor[] Max(NodeCall call)
        => Fold(call, new Folding(Math.Max, Math.Max, Math.Max), double.NegativeInfinity, null, null);

    public static OnnxTensor[] Min(NodeCall call)
        => Fold(call, new Folding(Math.Min, Math.Min, Math.Min), double.PositiveInfinity, null, null);

    /// <summary>log Σ eˣ, with the largest element taken out first so that nothing overflows.</summary>
    public static OnnxTensor[] LogSumExp(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0);
        if (Group(call, 18, x) is not { } group) return [x];
        double[] values = x.ToDoubles();
        double[] most = Folded(group, values, double.NegativeInfinity, Math.Max), sums = new double[group.Count];
        for (int i = 0; i < values.Length; i++)
        {
            double top = most[group.Target[i]];
            sums[group.Target[i]] += double.IsInfinity(top) ? Math.Exp(values[i]) : Math.Exp(values[i] - top);
        }
        return [Wide.Narrow(x.Type, group.Dims, sums.Select((s, i) => Math.Log(s) + (double.IsInfinity(most[i]) ? 0 : most[i])).ToArray())];
    }

    private static OnnxTensor[] Over(NodeCall call, int inputSince, Mapping map, Func<double, int, double>? finish = null)
    {
        OnnxTensor x = call.Numbers(0);
        if (Group(call, inputSince, x) is not { } group) return [x];
        if (x.Type.IsFloat() || finish is not null)
        {
            double[] sums = Summed(group, Array.ConvertAll(x.ToDoubles(), v => map.Doubles(v)));
            if (finish is not null) sums = Array.ConvertAll(sums, s => finish(s, group.Each));
            return [Wide.Narrow(x.Type, group.Dims, sums)];
        }
        return x.Type == OnnxType.UInt64 ? [Wide.Narrow(x.Type, group.Dims, Summed(group, Array.ConvertAll(x.As<ulong>(), v => map.Unsigned(v))))]
            : [Wide.Narrow(x.Type, group.Dims, Summed(group, Array.ConvertAll(x.ToLongs(), v => map.Longs(v))))];
    }

    private static OnnxTensor[] Fold(NodeCall call, Folding fold, double start, long? startLong, ulong? startUnsigned)
    {
        OnnxTensor x = call.Input(0).Type == OnnxType.Bool ? call.Input(0) : call.Numbers(0);
        if (Group(call, 18, x) is not { } group) return [x];
        if (group.Each == 0 && group.Count > 0 && startLong is null && !x.Type.IsFloat())
            throw new OnnxNodeException($"an extreme of no elements of {OnnxTensor.Text(x.Dims)}", "an extreme of integers needs at least one");
        return [x.Type.IsFloat() ? Wide.Narrow(x.Type, group.Dims, Folded(group, x.ToDoubles(), start, fold.Doubles))
            : x.Type == OnnxType.UInt64 ? Wide.Narrow(x.Type, group.Dims, Folded(group, x.As<ulong>(), startUnsigned, fold.Unsigned))
            : Wide.Narrow(x.Type, group.Dims, Folded(group, x.ToLongs(), startLong, fold.Longs))];
    }

    private static T[] Summed<T>(Grouping group, T[] values) where T : INumber<T>
    {
        var sums = new T[group.Count];
        for (int i = 0; i < values.Length; i++) sums[group.Target[i]] = unchecked(sums[group.Target[i]] + values[i]);
        return sums;
    }

    private static T[] Folded<T>(Grouping group, T[] values, T? start, Func<T, T, T> fold) where T : struct
    {
        var folded = new T[group.Count];
        bool[] begun = new bool[group.Count];
        if (start is { } first)
        {
            Array.Fill(folded, first);
            Array.Fill(begun, true);
        }
        for (int i = 0; i < values.Length; i++)
        {
            int at = group.Target[i];
            folded[at] = begun[at] ? fold(folded[at], values[i]) : values[i];
            begun[at] = true;
        }
        return folded;
    }

    /// <summary>
    /// Which elements meet; null when nothing is to be done. Axes are an attribute, or an input since <paramref name="inputSince"/>;
    /// none means all, or none at all where <c>noop_with_empty_axes</c> says so.
    /// </summary>
    private static Grouping? Group(NodeCall call, int inputSince, OnnxTensor x)
    {
        long[]? named = call.Opset >= inputSince && call.Has(1) ? call.Longs(1) : call.Attributes.Integers("axes");
        if (named is null or { Length: 0 })
        {
            if (call.Attributes.Integer("noop_with_empty_axes", 0) != 0) return null;
            named = [.. Enumerable.Range(0, x.Rank).Select(i => (long)i)];
        }
        int[] axes = Axes.Of(named, x.Rank);
        bool keep = call.Attributes.Integer("keepdims", 1) != 0;
        int[] dims = [.. x.Dims.Select((d, i) => (d, i)).Where(p => keep || !axes.Contains(p.i)).Select(p => axes.Contains(p.i) ? 1 : p.d)];
        // Reducing a size of 0 makes more elements than there were.
        call.Fit(x.Type, dims);
        return new Grouping(dims, Axes.Product(dims), Axes.Product(axes.Select(a => x.Dims[a])), IndexMap.Reduced(x.Dims, axes));
    }

    private sealed record Grouping(int[] Dims, int Count, int Each, int[] Target);

    private sealed record Mapping(Func<double, double> Doubles, Func<long, long> Longs, Func<ulong, ulong> Unsigned);

    private sealed record Folding(Func<double, double, double> Doubles, Func<long, long, long> Longs, Func<ulong, ulong, ulong> Unsigned);
}
