using System.Numerics;

namespace Fovea.Onnx;

/// <summary>Convolutions over any number of axes, in groups.</summary>
internal static class ConvOps
{
    /// <summary>Positions computed together: what they see stays in a cache.</summary>
    private const int Block = 128;

    /// <summary>Elements of what they see; a window may be as large as a file allows.</summary>
    private const int MostColumns = 1 << 22;

    public static OnnxTensor[] Conv(NodeCall call)
    {
        OnnxTensor x = call.Floats(0), w = call.Floats(1);
        call.SameType(0, 1);
        (int[] dims, double[] y) = Convolve(call, x, x.ToDoubles(), w, w.ToDoubles(), Bias(call, 2, w.Rank > 0 ? w.Dims[0] : 0)?.ToDoubles(), x.Type);
        return [Wide.Narrow(x.Type, dims, y)];
    }

    /// <summary>Sums of products over windows: N × C × sizes with O × C ∕ group × window gives N × O × positions.</summary>
    public static (int[] Dims, T[] Values) Convolve<T>(NodeCall call, OnnxTensor x, T[] xs, OnnxTensor w, T[] ws, T[]? bias, OnnxType type) where T : struct, INumber<T>
    {
        long[] kernel = Kernel(call, w);
        Windows windows = Windows.Of(call, x, kernel);
        long group = Group(call);
        int n = x.Dims[0], c = x.Dims[1], o = w.Dims[0], each = w.Dims[1];
        if (c != each * group || o % group != 0)
            throw new OnnxNodeException($"{c} channels in {group} groups with weights of {OnnxTensor.Text(w.Dims)}", $"channels = {each} · group, and {o} divides by group");
        int[] dims = call.Fit(type, [n, o, .. windows.Output.Select(d => (long)d)]);
        var y = new T[Axes.Product(dims)];
        if (y.Length == 0) return (dims, y);
        int positions = windows.Count, size = Axes.Product(windows.Input), window = Axes.Product(kernel.Select(k => (int)k)), perGroup = o / (int)group;
        int depth = each * window, block = Math.Max(1, Math.Min(Block, MostColumns / Math.Max(1, depth)));
        for (int b = 0; b < n; b++)
            for (int g = 0; g < group; g++)
                for (int start = 0; start < positions; start += block)
                {
                    int width = Math.Min(block, positions - start);
                    T[] columns = Columns(windows, xs, (b * c + g * each) * size, each, size, window, start, width);
                    for (int q = g * perGroup; q < (g + 1) * perGroup; q++)
                    {
                        Span<T> sums = y.AsSpan((b * o + q) * positions + start, width);
                        if (bias is not null) sums.Fill(bias[q]);
                        for (int k = 0; k < depth; k++) Rows.AddScaled(sums, ws[q * depth + k], columns.AsSpan(k * width, width));
                    }
                }
        return (dims, y);
    }

    // What each tap of each channel sees at some positions: channel and tap × position, 0 where it lies in the padding.
    private static T[] Columns<T>(Windows windows, T[] xs, int from, int channels, int size, int window, int start, int width)
    {
        var columns = new T[channels * window * width];
        var taps = new List<(int Input, int Tap)>();
        int[] position = new int[windows.Output.Length];
        for (int a = position.Length - 1, rest = start; a >= 0; rest /= windows.Output[a], a--) position[a] = rest % windows.Output[a];
        for (int p = 0; p < width; p++, Axes.Next(position, windows.Output))
        {
            windows.Taps(position, taps);
            foreach ((int input, int tap) in taps)
                for (int k = 0; k < channels; k++) columns[(k * window + tap) * width + p] = xs[from + k * size + input];
        }
        return columns;
    }

    /// <summary>
    /// The gradient of a convolution with respect to its input: every input element spreads over a window of the output.
    /// Weights are C × O ∕ group × window.
    /// </summary>
    public static OnnxTensor[] ConvTranspose(NodeCall call)
    {
        OnnxTensor x = call.Floats(0), w = call.Floats(1);
        call.SameType(0, 1);
        long[] kernel = Kernel(call, w);
        int axes = Windows.Rank(x, kernel);
        Windows windows = Transposed(call, [.. x.Dims.Skip(2)], kernel, axes);
        long group = Group(call);
        int n = x.Dims[0], c = x.Dims[1], each = w.Dims[1];
        if (c != w.Dims[0] || c % group != 0) throw new OnnxNodeException($"{c} channels in {group} groups with weights of {OnnxTensor.Text(w.Dims)}", "as many channels as the weights' first size, which divides by group");
        long outChannels = each * group;
        int[] dims = call.Fit(x.Type, [n, outChannels, .. windows.Input.Select(d => (long)d)]);
        double[] xs = x.ToDoubles(), ws = w.ToDoubles(), y = new double[Axes.Product(dims)];
        if (y.Length == 0) return [Wide.Narrow(x.Type, dims, y)];
        int o = (int)outChannels, positions = windows.Count, size = Axes.Product(windows.Input), window = Axes.Product(kernel.Select(k => (int)k)), perGroup = c / (int)group;
        if (Bias(call, 2, o)?.ToDoubles() is { } bias)
            for (int i = 0; i < y.Length; i++) y[i] = bias[i / size % o];
        var taps = new List<(int Input, int Tap)>();
        int[] position = new int[axes];
        for (int p = 0; p < positions; p++, Axes.Next(position, windows.Output))
        {
            windows.Taps(position, taps);
            for (int b = 0; b < n; b++)
                for (int k = 0; k < c; k++)
                {
                    double value = xs[(b * c + k) * positions + p];
                    for (int q = 0; q < each; q++)
                        foreach ((int output, int tap) in taps)
                            y[(b * o + k / perGroup * each + q) * size + output] += value * ws[(k * each + q) * window + tap];
                }
        }
        return [Wide.Narrow(x.Type, dims, y)];
    }

    // Seen from the output, the windows are those of the convolution that would give this input.
    private static Windows Transposed(NodeCall call, int[] input, long[] kernel, int axes)
    {
        long[] strides = Windows.List(call, "strides", axes, 1, 1), dilations = Windows.List(call, "dilations", axes, 1, 1), extra = Windows.List(call, "output_padding", axes, 0, 0);
        (long[] before, long[] after) = Windows.Pads(call, axes);
        string auto = Windows.Auto(call);
        long[]? asked = call.Attributes.Integers("output_shape") is { Length: > 0 } shape ? shape : null;
        if (asked is not null && asked.Length != axes && asked.Length != axes + 2) throw new OnnxNodeException($"output_shape {Axes.Text(asked)}", $"{axes} sizes");
        int[] output = new int[axes];
        for (int i = 0; i < axes; i++)
        {
            double full = strides[i] * (input[i] - 1.0) + extra[i] + Windows.Span(kernel[i], dilations[i]);
            double size = asked is not null ? asked[asked.Length - axes + i] : auto.StartsWith("SAME", StringComparison.Ordinal) ? (double)input[i] * strides[i] : full - before[i] - after[i];
            if (size < 0) throw new OnnxNodeException($"an output of {size:N0} at axis {i}", "stride · (size − 1) + output_padding + dilation · (kernel − 1) + 1 ≥ pads");
            if (size > int.MaxValue) call.Fit(OnnxType.UInt8, [size > 9e18 ? long.MaxValue : (long)size]);
            output[i] = (int)size;
            if (asked is null && !auto.StartsWith("SAME", StringComparison.Ordinal)) continue;
            long all = (long)Math.Max(0, full - size);
            before[i] = auto == "SAME_UPPER" ? all / 2 : all - all / 2;
            after[i] = all - before[i];
        }
        return new Windows(output, kernel, strides, dilations, before, after, input);
    }

    private static long[] Kernel(NodeCall call, OnnxTensor w)
    {
        if (w.Rank < 3) throw new OnnxNodeException($"weights of {OnnxTensor.Text(w.Dims)}", "weights have an axis for outputs, one for inputs, and the window");
        long[] kernel = [.. w.Dims.Skip(2).Select(d => (long)d)];
        return call.Attributes.Integers("kernel_shape") is { } said && !said.SequenceEqual(kernel)
            ? throw new OnnxNodeException($"kernel_shape {Axes.Text(said)} with weights of {OnnxTensor.Text(w.Dims)}", "kernel_shape is the weights' window") : kernel;
    }

    private static long Group(NodeCall call)
    {
        long group = call.Attributes.Integer("group", 1);
        return group is >= 1 and <= int.MaxValue ? group : throw new OnnxNodeException($"group {group}", "group is at least 1");
    }

    /// <summary>A number for every output channel.</summary>
    public static OnnxTensor? Bias(NodeCall call, int input, int channels)
        => !call.Has(input) || call.Numbers(input).Count == channels ? call.Optional(input)
            : throw new OnnxNodeException($"a bias of {OnnxTensor.Text(call.Input(input).Dims)} for {channels} outputs", "one number an output");
}
