namespace Fovea.Onnx;

/// <summary>Extremes, means and norms over windows or over whole channels.</summary>
internal static class PoolOps
{
    /// <summary>The largest element of each window, and where it lies.</summary>
    public static OnnxTensor[] MaxPool(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0);
        Windows windows = Windows.Of(call, x, Kernel(call));
        int[] dims = Dims(call, x, windows);
        if (x.Type.IsInteger() && x.Type.HeldBytes() > 4) throw new OnnxNodeException($"input 0 holds {x.Type}", "floats or 8-bit integers");
        double[] values = x.ToDoubles();
        int size = Axes.Product(windows.Input);
        bool columns = call.Attributes.Integer("storage_order", 0) != 0;
        double[] y = new double[Axes.Product(dims)];
        long[] at = new long[y.Length];
        Each(windows, x, (channel, output, taps, _) =>
        {
            double most = double.NegativeInfinity;
            int found = -1;
            foreach ((int input, int _) in taps)
            {
                double value = values[channel * size + input];
                if (found >= 0 && !(value > most) && !double.IsNaN(value)) continue;
                (most, found) = (value, input);
                if (double.IsNaN(value)) break;
            }
            y[output] = most;
            at[output] = channel * (long)size + (columns && found >= 0 ? ColumnMajor(found, windows.Input) : found);
        });
        return [Wide.Narrow(x.Type, dims, y), OnnxTensor.Of(dims, at)];
    }

    /// <summary>The mean of each window: over the elements in it, or over its padding too.</summary>
    public static OnnxTensor[] AveragePool(NodeCall call)
    {
        bool padding = call.Attributes.Integer("count_include_pad", 0) != 0;
        return Pool(call, (values, padded) => values.Sum() / (padding ? padded : values.Count));
    }

    public static OnnxTensor[] LpPool(NodeCall call)
    {
        double p = Power(call);
        return Pool(call, (values, _) => Math.Pow(values.Sum(v => Math.Pow(Math.Abs(v), p)), 1 / p));
    }

    public static OnnxTensor[] GlobalAveragePool(NodeCall call) => Global(call, values => values.Sum() / values.Length);

    public static OnnxTensor[] GlobalMaxPool(NodeCall call) => Global(call, values => values.Aggregate(double.NegativeInfinity, Math.Max));

    public static OnnxTensor[] GlobalLpPool(NodeCall call)
    {
        double p = Power(call);
        return Global(call, values => Math.Pow(values.Sum(v => Math.Pow(Math.Abs(v), p)), 1 / p));
    }

    /// <summary>Values put back where a MaxPool took them from; everything else is 0.</summary>
    public static OnnxTensor[] MaxUnpool(NodeCall call)
    {
        OnnxTensor x = call.Floats(0);
        long[] indices = call.Longs(1), kernel = Kernel(call);
        int axes = Windows.Rank(x, kernel);
        if (indices.Length != x.Count) throw new OnnxNodeException($"{indices.Length:N0} indices for {x.Count:N0} values", "one index a value");
        long[] strides = Windows.List(call, "strides", axes, 1, 1);
        (long[] before, long[] after) = Windows.Pads(call, axes);
        long[] inferred = [x.Dims[0], x.Dims[1], .. Enumerable.Range(0, axes).Select(i => (x.Dims[i + 2] - 1) * strides[i] - before[i] - after[i] + kernel[i])];
        long[] sizes = call.Has(2) ? call.Longs(2) : inferred;
        if (sizes.Length != x.Rank || sizes[0] != x.Dims[0] || sizes[1] != x.Dims[1] || inferred.Any(d => d < 0)) throw new OnnxNodeException($"an output of {Axes.Text(sizes)} for {OnnxTensor.Text(x.Dims)}", "N × C as the input, and the sizes");
        int[] dims = call.Fit(x.Type, sizes);
        // The indices count in the output that the pool would have had without output_shape.
        long[] own = Axes.Strides(call.Fit(x.Type, inferred));
        long[] strided = Axes.Strides(dims);
        int[] map = [.. Enumerable.Repeat(x.Count, Axes.Product(dims))];
        for (int i = 0; i < indices.Length; i++)
        {
            long rest = indices[i], at = 0;
            for (int a = 0; a < own.Length && at >= 0; a++)
            {
                long index = own[a] == 0 ? -1 : rest / own[a];
                at = rest < 0 || index < 0 || index >= dims[a] ? -1 : at + index * strided[a];
                if (at >= 0) rest -= index * own[a];
            }
            map[at >= 0 ? (int)at : throw new OnnxNodeException($"index {indices[i]} in an output of {Axes.Text(sizes)}", "an index lies in the output")] = i;
        }
        return [Elements.Take(Elements.Join(x, Elements.Zero(x.Type)), dims, map)];
    }

    private static OnnxTensor[] Pool(NodeCall call, Func<List<double>, long, double> pool)
    {
        OnnxTensor x = call.Floats(0);
        Windows windows = Windows.Of(call, x, Kernel(call));
        int[] dims = Dims(call, x, windows);
        double[] values = x.ToDoubles(), y = new double[Axes.Product(dims)];
        int size = Axes.Product(windows.Input);
        var seen = new List<double>();
        Each(windows, x, (channel, output, taps, padded) =>
        {
            seen.Clear();
            foreach ((int input, int _) in taps) seen.Add(values[channel * size + input]);
            y[output] = pool(seen, padded);
        });
        return [Wide.Narrow(x.Type, dims, y)];
    }

    private static void Each(Windows windows, OnnxTensor x, Action<int, int, List<(int Input, int Tap)>, long> visit)
    {
        int channels = x.Dims[0] * x.Dims[1], positions = windows.Count;
        WorkLimit.Check(windows.Kernel.Zip(windows.Input, (k, d) => (double)Math.Min(k, d)).Aggregate((double)channels * positions, (a, b) => a * b), $"a window of {Axes.Text(windows.Kernel)} at {OnnxTensor.Text(windows.Output)} places");
        var taps = new List<(int Input, int Tap)>();
        int[] position = new int[windows.Output.Length];
        if (channels == 0) return;
        for (int p = 0; p < positions; p++, Axes.Next(position, windows.Output))
        {
            windows.Taps(position, taps);
            long padded = windows.PaddedTaps(position);
            for (int channel = 0; channel < channels; channel++) visit(channel, channel * positions + p, taps, padded);
        }
    }

    private static OnnxTensor[] Global(NodeCall call, Func<double[], double> pool)
    {
        OnnxTensor x = call.Floats(0);
        if (x.Rank < 3) throw new OnnxNodeException($"an input of {OnnxTensor.Text(x.Dims)}", "the input is N × C × sizes");
        int size = Axes.Product(x.Dims.Skip(2));
        int[] dims = call.Fit(x.Type, x.Dims.Select((d, i) => i < 2 ? d : 1));
        double[] values = x.ToDoubles();
        return [Wide.Narrow(x.Type, dims, Enumerable.Range(0, Axes.Product(dims)).Select(i => pool(values[(i * size)..((i + 1) * size)])).ToArray())];
    }

    private static int[] Dims(NodeCall call, OnnxTensor x, Windows windows) => call.Fit(x.Type, [x.Dims[0], x.Dims[1], .. windows.Output.Select(d => (long)d)]);

    private static long[] Kernel(NodeCall call) => call.Attributes.Integers("kernel_shape") ?? throw new OnnxNodeException("has no attribute 'kernel_shape'");

    private static double Power(NodeCall call)
    {
        // A number before opset 2 of these ops, an integer since.
        long p = call.Attributes.Integer("p", 2);
        return p >= 1 ? p : throw new OnnxNodeException($"p {p}", "p is at least 1");
    }

    private static long ColumnMajor(int index, int[] dims)
    {
        long at = 0, step = 1;
        int[] places = new int[dims.Length];
        for (int i = dims.Length - 1; i >= 0; i--)
        {
            places[i] = index % dims[i];
            index /= dims[i];
        }
        for (int i = 0; i < dims.Length; i++)
        {
            at += places[i] * step;
            step *= dims[i];
        }
        return at;
    }
}
