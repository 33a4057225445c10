namespace Fovea.Onnx;

/// <summary>Ops that keep, order or mark elements by what other values say.</summary>
internal static class PickOps
{
    /// <summary>The entries along an axis, or of the flat tensor, where a condition holds.</summary>
    public static OnnxTensor[] Compress(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        bool[] condition = call.Bools(1);
        bool flat = !call.Attributes.Has("axis");
        OnnxTensor from = flat ? x.Reshaped([x.Count]) : x;
        int axis = flat ? 0 : call.Axis(0, x.Rank);
        if (condition.Length > from.Dims[axis]) throw new OnnxNodeException($"{condition.Length} conditions for {from.Dims[axis]} entries", "at most one an entry");
        int[] kept = [.. Enumerable.Range(0, condition.Length).Where(i => condition[i])];
        return [Elements.Take(from, [.. from.Dims.Select((d, a) => a == axis ? kept.Length : d)], IndexMap.Along(from.Dims, axis, kept))];
    }

    /// <summary>The part on and below a diagonal, or on and above; the rest is 0.</summary>
    public static OnnxTensor[] Trilu(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        if (x.Rank < 2) throw new OnnxNodeException($"an input of {OnnxTensor.Text(x.Dims)}", "the input has 2 axes or more");
        Int128 k = call.Has(1) ? call.Longs(1) is [long one] ? one : throw new OnnxNodeException($"{call.Input(1).Count:N0} diagonals", "one diagonal") : 0;
        bool upper = call.Attributes.Integer("upper", 1) != 0;
        int columns = x.Dims[^1], rows = x.Dims[^2];
        int[] map = [.. Enumerable.Range(0, x.Count).Select(i => (i % columns - (Int128)(i / columns % rows)) is var d && (upper ? d >= k : d <= k) ? i : x.Count)];
        return [Elements.Take(Elements.Join(x, Elements.Zero(x.Type)), [.. x.Dims], map)];
    }

    /// <summary>The first entries of each sequence turned round.</summary>
    public static OnnxTensor[] ReverseSequence(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        int time = Axes.Of(call.Attributes.Integer("time_axis", 0), x.Rank), batch = Axes.Of(call.Attributes.Integer("batch_axis", 1), x.Rank);
        long[] lengths = call.Longs(1), strides = Axes.Strides(x.Dims);
        if (time == batch || lengths.Length != x.Dims[batch] || lengths.Any(l => l < 0 || l > x.Dims[time]))
            throw new OnnxNodeException($"{lengths.Length} lengths for {OnnxTensor.Text(x.Dims)} with time at axis {time} and batch at {batch}", "the axes differ, and each sequence has a length within its axis");
        int[] map = new int[x.Count];
        for (int i = 0; i < map.Length; i++)
        {
            long t = i / strides[time] % x.Dims[time], length = lengths[i / strides[batch] % x.Dims[batch]];
            map[i] = (int)(t < length ? i + (length - 1 - 2 * t) * strides[time] : i);
        }
        return [Elements.Take(x, [.. x.Dims], map)];
    }

    /// <summary>The on value at each index along a new axis, the off value elsewhere; an index out of range is all off.</summary>
    public static OnnxTensor[] OneHot(NodeCall call)
    {
        OnnxTensor indices = call.Numbers(0), values = call.Input(2);
        double asked = call.Numbers(1).ToDoubles() is [double one] ? one : throw new OnnxNodeException($"{call.Input(1).Count:N0} depths", "one depth");
        if (!(asked >= 1)) throw new OnnxNodeException($"depth {asked}", "depth is at least 1");
        long depth = (long)asked;
        if (values.Count != 2) throw new OnnxNodeException($"{values.Count:N0} values", "two values: off and on");
        int axis = Axes.Of(call.Attributes.Integer("axis", -1), indices.Rank + 1);
        int[] dims = call.Fit(values.Type, [.. indices.Dims.Take(axis).Select(d => (long)d), depth, .. indices.Dims.Skip(axis).Select(d => (long)d)]);
        int[] map = new int[Axes.Product(dims)];
        double[] picked = indices.ToDoubles();
        int inner = Axes.Product(indices.Dims.Skip(axis));
        for (int i = 0; i < picked.Length; i++)
        {
            double at = Math.Truncate(picked[i]);
            if (at < 0) at += depth;
            if (at >= 0 && at < depth) map[(i / inner * (int)depth + (int)at) * inner + i % inner] = 1;
        }
        return [Elements.Take(values, dims, map)];
    }

    /// <summary>
    /// Each distinct element or entry of an axis once, sorted or as first met; where each was first, which one every entry is, how often.
    /// </summary>
    public static OnnxTensor[] Unique(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        bool flat = !call.Attributes.Has("axis");
        OnnxTensor from = flat ? x.Reshaped([x.Count]) : x;
        int axis = flat ? 0 : call.Axis(0, x.Rank), length = from.Dims[axis];
        int[][] entries = [.. Enumerable.Range(0, length).Select(i => IndexMap.Along(from.Dims, axis, [i]))];
        Comparison<int> order = x.Type == OnnxType.String ? Entries(x.As<string>(), entries, StringComparer.Ordinal) : x.Type == OnnxType.UInt64 ? Entries(x.As<ulong>(), entries, Comparer<ulong>.Default)
            : x.Type.IsFloat() ? Entries(x.ToDoubles(), entries, Comparer<double>.Default) : Entries(x.ToLongs(), entries, Comparer<long>.Default);
        int[] sorted = [.. Enumerable.Range(0, length)];
        Array.Sort(sorted, (a, b) => order(a, b) is not 0 and int o ? o : a.CompareTo(b));
        var groups = new List<List<int>>();
        foreach (int entry in sorted)
            if (groups.Count > 0 && order(groups[^1][0], entry) == 0) groups[^1].Add(entry);
            else groups.Add([entry]);
        if (call.Attributes.Integer("sorted", 1) == 0) groups.Sort((a, b) => a[0].CompareTo(b[0]));
        int[] first = [.. groups.Select(g => g[0])];
        long[] inverse = new long[length];
        for (int g = 0; g < groups.Count; g++)
            foreach (int entry in groups[g]) inverse[entry] = g;
        return
        [
            Elements.Take(from, [.. from.Dims.Select((d, a) => a == axis ? first.Length : d)], IndexMap.Along(from.Dims, axis, first)),
            OnnxTensor.Vector(first.Select(f => (long)f).ToArray()), OnnxTensor.Vector(inverse), OnnxTensor.Vector(groups.Select(g => (long)g.Count).ToArray()),
        ];
    }

    /// <summary>
    /// The input as it is, and a mask of ones. In training with a ratio above 0 the result is random, and there is no one answer.
    /// </summary>
    public static OnnxTensor[] Dropout(NodeCall call)
    {
        OnnxTensor x = call.Floats(0);
        double ratio = call.Opset >= 12 ? (call.Has(1) ? call.Number(1) : 0.5) : call.Attributes.Number("ratio", 0.5f);
        bool training = call.Opset >= 12 ? call.Has(2) && call.Flag(2) : call.Opset < 7 && call.Attributes.Integer("is_test", 0) == 0;
        if (training && ratio != 0) throw new OnnxNodeException($"drops elements at random with ratio {ratio}", "only what has one answer is evaluated", "export the model for inference");
        long[] ones = [.. Enumerable.Repeat(1L, x.Count)];
        return [x, Wide.Narrow(call.Opset >= 10 ? OnnxType.Bool : x.Type, x.Dims, ones)];
    }

    private static Comparison<int> Entries<T>(T[] values, int[][] entries, IComparer<T> comparer) => (a, b) =>
    {
        for (int i = 0; i < entries[a].Length; i++)
            if (comparer.Compare(values[entries[a][i]], values[entries[b][i]]) is not 0 and int order) return order;
        return 0;
    };
}
