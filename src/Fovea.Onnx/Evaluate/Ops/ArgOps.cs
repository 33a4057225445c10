namespace Fovea.Onnx;

/// <summary>Where things are: extremes, order, non-zeros, running sums.</summary>
internal static class ArgOps
{
    public static OnnxTensor[] ArgMax(NodeCall call) => Arg(call, largest: true);

    public static OnnxTensor[] ArgMin(NodeCall call) => Arg(call, largest: false);

    /// <summary>The k largest or smallest along an axis, in order, and where they are; of equals the first.</summary>
    public static OnnxTensor[] TopK(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0);
        int axis = call.Axis(-1, x.Rank), length = x.Dims[axis];
        long k = call.Opset >= 10 ? call.Longs(1) is [long one] ? one : throw new OnnxNodeException($"{call.Input(1).Count:N0} numbers k", "k is one number") : call.Attributes.Integer("k", -1);
        if (k < 0 || k > length) throw new OnnxNodeException($"the first {k} of {length} entries at axis {axis}", "0 ≤ k ≤ size");
        bool largest = call.Attributes.Integer("largest", 1) != 0;
        int outer = Axes.Product(x.Dims.Take(axis)), inner = Axes.Product(x.Dims.Skip(axis + 1)), kept = (int)k;
        int[] dims = [.. x.Dims.Select((d, a) => a == axis ? kept : d)];
        int[] map = new int[Axes.Product(dims)];
        long[] entries = new long[map.Length];
        if (map.Length == 0) return [Elements.Take(x, dims, map), OnnxTensor.Of(dims, entries)];
        Comparison<int> order = Order(x, largest);
        int First(int a, int b) => order(a, b) is not 0 and int o ? o : a.CompareTo(b);
        int[] row = new int[length];
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < inner; i++)
            {
                for (int j = 0; j < length; j++) row[j] = (o * length + j) * inner + i;
                Array.Sort(row, First);
                for (int j = 0; j < kept; j++)
                {
                    map[(o * kept + j) * inner + i] = row[j];
                    entries[(o * kept + j) * inner + i] = row[j] / inner % length;
                }
            }
        return [Elements.Take(x, dims, map), OnnxTensor.Of(dims, entries)];
    }

    /// <summary>The index of every element that is not 0: axes × count.</summary>
    public static OnnxTensor[] NonZero(NodeCall call)
    {
        OnnxTensor x = call.Input(0).Type == OnnxType.Bool ? call.Input(0) : call.Numbers(0);
        double[] values = x.ToDoubles();
        int[] at = [.. Enumerable.Range(0, values.Length).Where(i => values[i] != 0)];
        long[] strides = Axes.Strides(x.Dims);
        int[] dims = call.Fit(OnnxType.Int64, [x.Rank, at.Length]);
        return [OnnxTensor.Of(dims, Enumerable.Range(0, x.Rank).SelectMany(a => at.Select(i => i / strides[a] % x.Dims[a])).ToArray())];
    }

    /// <summary>Running sums along an axis.</summary>
    public static OnnxTensor[] CumSum(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0);
        int axis = Axes.Of(call.Longs(1) is [long one] ? one : throw new OnnxNodeException($"{call.Input(1).Count:N0} axes", "one axis"), x.Rank);
        return [x.Type.IsFloat() ? CumSum<double>(call, x, axis) : x.Type == OnnxType.UInt64 ? CumSum<ulong>(call, x, axis) : CumSum<long>(call, x, axis)];
    }

    private static OnnxTensor CumSum<T>(NodeCall call, OnnxTensor x, int axis) where T : struct, System.Numerics.INumber<T>
    {
        bool exclusive = call.Attributes.Integer("exclusive", 0) != 0, reverse = call.Attributes.Integer("reverse", 0) != 0;
        T[] values = Wide.Of<T>(x);
        var sums = new T[values.Length];
        int length = x.Dims[axis], inner = Axes.Product(x.Dims.Skip(axis + 1));
        for (int row = 0; row < values.Length; row++)
        {
            if (row / inner % length != 0) continue;
            T sum = T.Zero;
            for (int k = 0; k < length; k++)
            {
                int at = row + (reverse ? length - 1 - k : k) * inner;
                sums[at] = exclusive ? sum : unchecked(sum + values[at]);
                sum = unchecked(sum + values[at]);
            }
        }
        return Wide.Narrow(x.Type, x.Dims, sums);
    }

    private static OnnxTensor[] Arg(NodeCall call, bool largest)
    {
        OnnxTensor x = call.Numbers(0);
        int axis = call.Axis(0, x.Rank), length = x.Dims[axis], inner = Axes.Product(x.Dims.Skip(axis + 1));
        if (length == 0) throw new OnnxNodeException($"an extreme at axis {axis} of {OnnxTensor.Text(x.Dims)}", "the axis has an entry");
        bool keep = call.Attributes.Integer("keepdims", 1) != 0, last = call.Attributes.Integer("select_last_index", 0) != 0;
        int[] dims = [.. x.Dims.Take(axis), .. keep ? [1] : Array.Empty<int>(), .. x.Dims.Skip(axis + 1)];
        call.Fit(OnnxType.Int64, dims);
        Comparison<int> order = Order(x, largest);
        long[] found = new long[Axes.Product(dims)];
        for (int i = 0; i < found.Length; i++)
        {
            int from = i / inner * length * inner + i % inner;
            for (int k = 1; k < length; k++)
                if (order(from + k * inner, from + (int)found[i] * inner) is var better && (better < 0 || (better == 0 && last))) found[i] = k;
        }
        return [OnnxTensor.Of(dims, found)];
    }

    /// <summary>Which of two elements comes first; each compared as the type it has.</summary>
    private static Comparison<int> Order(OnnxTensor x, bool largest)
        => x.Type.IsFloat() ? Order(x.ToDoubles(), largest) : x.Type == OnnxType.UInt64 ? Order(x.As<ulong>(), largest) : Order(x.ToLongs(), largest);

    private static Comparison<int> Order<T>(T[] values, bool largest) where T : IComparable<T>
        => largest ? (a, b) => values[b].CompareTo(values[a]) : (a, b) => values[a].CompareTo(values[b]);
}
