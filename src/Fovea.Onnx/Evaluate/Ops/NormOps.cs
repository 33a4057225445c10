namespace Fovea.Onnx;

/// <summary>Normalisations: (x − mean) ∕ √(variance + epsilon), over the elements each op says.</summary>
internal static class NormOps
{
    /// <summary>
    /// With the statistics given, or in training with those of the batch. Training is said by <c>training_mode</c> since opset 14, by
    /// more than one output from opset 7, and by <c>is_test</c> before; <c>spatial</c> 0 keeps statistics for every position.
    /// </summary>
    public static OnnxTensor[] BatchNormalization(NodeCall call)
    {
        OnnxTensor x = call.Floats(0);
        if (x.Rank < 1) throw new OnnxNodeException("an input without axes", "the input is N × C × sizes");
        int n = x.Dims[0];
        bool spatial = call.Opset >= 9 || call.Attributes.Integer("spatial", 1) != 0;
        int channels = x.Rank == 1 ? 1 : spatial ? x.Dims[1] : Axes.Product(x.Dims.Skip(1)), inner = spatial ? Axes.Product(x.Dims.Skip(2)) : 1;
        double[][] given = [.. Enumerable.Range(1, 4).Select(i => call.Floats(i).Count == channels ? call.Input(i).ToDoubles()
            : throw new OnnxNodeException($"input {i} of {OnnxTensor.Text(call.Input(i).Dims)} for an input of {OnnxTensor.Text(x.Dims)}", $"{channels} numbers, one a channel"))];
        double epsilon = call.Attributes.Number("epsilon", 1e-5f), momentum = call.Attributes.Number("momentum", 0.9f);
        bool training = call.Opset >= 14 ? call.Attributes.Integer("training_mode", 0) != 0
            : call.Opset >= 7 ? call.Node.Outputs.Skip(1).Any(o => o.Length > 0) : call.Attributes.Integer("is_test", 0) == 0;
        double[] xs = x.ToDoubles(), y = new double[xs.Length], means = given[2], variances = given[3];
        if (training)
        {
            (means, variances) = (new double[channels], new double[channels]);
            for (int c = 0; c < channels; c++) (means[c], variances[c]) = Moments(Of(xs, n, channels, inner, c));
        }
        for (int i = 0; i < y.Length; i++)
        {
            int c = i / inner % channels;
            y[i] = (xs[i] - means[c]) / Math.Sqrt(variances[c] + epsilon) * given[0][c] + given[1][c];
        }
        OnnxTensor normed = Wide.Narrow(x.Type, x.Dims, y);
        if (!training) return [normed];
        OnnxType type = call.Input(3).Type;
        int[] dims = [.. call.Input(3).Dims];
        OnnxTensor Running(double[] old, double[] now) => Wide.Narrow(type, dims, old.Zip(now, (o, b) => o * momentum + b * (1 - momentum)).ToArray());
        OnnxTensor mean = Running(given[2], means), variance = Running(given[3], variances);
        return call.Opset >= 14 ? [normed, mean, variance] : [normed, mean, variance, Wide.Narrow(type, dims, means), Wide.Narrow(type, dims, variances)];
    }

    public static OnnxTensor[] InstanceNormalization(NodeCall call)
    {
        OnnxTensor x = call.Floats(0);
        return [GroupNorm(call, x, Channels(x), perChannel: true)];
    }

    /// <summary>Scale and bias are one a group before opset 21, one a channel since.</summary>
    public static OnnxTensor[] GroupNormalization(NodeCall call)
    {
        OnnxTensor x = call.Floats(0);
        int channels = Channels(x);
        long groups = call.Attributes.Integer("num_groups", 0);
        if (groups < 1 || channels % groups != 0) throw new OnnxNodeException($"num_groups {groups} for {channels} channels", "num_groups is at least 1 and divides the channels");
        return [GroupNorm(call, x, (int)groups, perChannel: call.Opset >= 21)];
    }

    /// <summary>Over the axes from <c>axis</c> on; gives the means and the inverse deviations too.</summary>
    public static OnnxTensor[] LayerNormalization(NodeCall call)
    {
        OnnxTensor x = call.Floats(0), scale = call.Floats(1);
        int axis = call.Axis(-1, x.Rank), rows = Axes.Product(x.Dims.Take(axis)), length = Axes.Product(x.Dims.Skip(axis));
        int[] rowDims = [.. x.Dims.Select((d, i) => i < axis ? d : 1)];
        call.Fit(x.Type, rowDims);
        double epsilon = call.Attributes.Number("epsilon", 1e-5f);
        double[] a = Spread(call, scale, x, axis), b = call.Has(2) ? Spread(call, call.Floats(2), x, axis) : new double[length];
        double[] xs = x.ToDoubles(), y = new double[xs.Length], means = new double[rows], inverses = new double[rows];
        for (int r = 0; r < rows; r++)
        {
            (means[r], double variance) = Moments(xs.AsSpan(r * length, length));
            inverses[r] = 1 / Math.Sqrt(variance + epsilon);
            for (int i = 0; i < length; i++) y[r * length + i] = (xs[r * length + i] - means[r]) * inverses[r] * a[i] + b[i];
        }
        OnnxType stash = CastOps.Type(call.Attributes.Integer("stash_type", 1));
        return [Wide.Narrow(x.Type, x.Dims, y), Wide.Narrow(stash, rowDims, means), Wide.Narrow(stash, rowDims, inverses)];
    }

    /// <summary>Over the axes named, without scale and bias.</summary>
    public static OnnxTensor[] MeanVarianceNormalization(NodeCall call)
    {
        OnnxTensor x = call.Floats(0);
        int[] axes = Axes.Of(call.Attributes.Integers("axes") ?? [0, 2, 3], x.Rank);
        double[] xs = x.ToDoubles(), y = new double[xs.Length];
        foreach (IGrouping<int, int> group in IndexMap.Reduced(x.Dims, axes).Select((target, i) => (target, i)).GroupBy(p => p.target, p => p.i))
        {
            (double mean, double variance) = Moments(group.Select(i => xs[i]).ToArray());
            foreach (int i in group) y[i] = (xs[i] - mean) / (Math.Sqrt(variance) + 1e-9);
        }
        return [Wide.Narrow(x.Type, x.Dims, y)];
    }

    /// <summary>Divided by (bias + alpha ∕ size · Σ x²)^beta over <c>size</c> neighbouring channels.</summary>
    public static OnnxTensor[] LRN(NodeCall call)
    {
        OnnxTensor x = call.Floats(0);
        int channels = Channels(x), inner = Axes.Product(x.Dims.Skip(2));
        long size = call.Attributes.Integer("size", 0);
        if (size is < 1 or > int.MaxValue) throw new OnnxNodeException($"size {size}", "size is at least 1");
        double alpha = call.Attributes.Number("alpha", 1e-4f), beta = call.Attributes.Number("beta", 0.75f), bias = call.Attributes.Number("bias", 1);
        double[] xs = x.ToDoubles(), y = new double[xs.Length];
        for (int i = 0; i < y.Length; i++)
        {
            int c = i / inner % channels;
            double sum = 0;
            for (long k = Math.Max(0, c - (size - 1) / 2), end = Math.Min(channels - 1, c + size / 2); k <= end; k++)
            {
                double v = xs[i + (k - c) * inner];
                sum += v * v;
            }
            y[i] = xs[i] / Math.Pow(bias + alpha / size * sum, beta);
        }
        return [Wide.Narrow(x.Type, x.Dims, y)];
    }

    public static OnnxTensor[] LpNormalization(NodeCall call)
    {
        OnnxTensor x = call.Floats(0);
        int axis = call.Axis(-1, x.Rank);
        long p = call.Attributes.Integer("p", 2);
        if (p is not (1 or 2)) throw new OnnxNodeException($"p {p}", "p is 1 or 2");
        double[] xs = x.ToDoubles(), sums = new double[xs.Length];
        int[] target = IndexMap.Reduced(x.Dims, [axis]);
        for (int i = 0; i < xs.Length; i++) sums[target[i]] += p == 1 ? Math.Abs(xs[i]) : xs[i] * xs[i];
        return [Wide.Narrow(x.Type, x.Dims, xs.Select((v, i) => v / (p == 1 ? sums[target[i]] : Math.Sqrt(sums[target[i]]))).ToArray())];
    }

    private static OnnxTensor GroupNorm(NodeCall call, OnnxTensor x, int groups, bool perChannel)
    {
        int channels = Channels(x), inner = Axes.Product(x.Dims.Skip(2)), each = groups == 0 ? 0 : channels / groups * inner, wanted = perChannel ? channels : groups;
        double[] scale = call.Floats(1).ToDoubles(), bias = call.Floats(2).ToDoubles(), xs = x.ToDoubles(), y = new double[xs.Length];
        if (scale.Length != wanted || bias.Length != wanted) throw new OnnxNodeException($"{scale.Length} scales and {bias.Length} biases", $"{wanted} of each");
        double epsilon = call.Attributes.Number("epsilon", 1e-5f);
        for (int from = 0; from < y.Length; from += each)
        {
            (double mean, double variance) = Moments(xs.AsSpan(from, each));
            double inverse = 1 / Math.Sqrt(variance + epsilon);
            for (int i = from; i < from + each; i++)
            {
                int at = perChannel ? i / inner % channels : i / each % groups;
                y[i] = (xs[i] - mean) * inverse * scale[at] + bias[at];
            }
        }
        return Wide.Narrow(x.Type, x.Dims, y);
    }

    private static double[] Spread(NodeCall call, OnnxTensor numbers, OnnxTensor x, int axis)
    {
        int[] dims = [.. x.Dims.Skip(axis)];
        return Broadcasts.Dims(call, x.Type, numbers.Dims, dims).SequenceEqual(dims) ? Broadcasts.To(numbers.ToDoubles(), numbers.Dims, dims)
            : throw new OnnxNodeException($"{OnnxTensor.Text(numbers.Dims)} numbers for {OnnxTensor.Text(dims)}", "they broadcast to the axes normalised");
    }

    private static int Channels(OnnxTensor x) => x.Rank >= 2 ? x.Dims[1] : throw new OnnxNodeException($"an input of {OnnxTensor.Text(x.Dims)}", "the input is N × C × sizes");

    private static double[] Of(double[] xs, int n, int channels, int inner, int channel)
    {
        double[] values = new double[n * inner];
        for (int b = 0; b < n; b++) Array.Copy(xs, (b * channels + channel) * inner, values, b * inner, inner);
        return values;
    }

    private static (double Mean, double Variance) Moments(ReadOnlySpan<double> values)
    {
        double sum = 0, squares = 0;
        foreach (double v in values) sum += v;
        double mean = sum / values.Length;
        foreach (double v in values) squares += (v - mean) * (v - mean);
        return (mean, squares / values.Length);
    }
}
