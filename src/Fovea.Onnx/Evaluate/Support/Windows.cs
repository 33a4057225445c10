namespace Fovea.Onnx;

/// <summary>
/// Windows that slide over the last axes of a tensor: of a convolution, a pool, or backwards of a transposed convolution.
/// Output position o and tap k meet at input position o · stride − before + k · dilation.
/// </summary>
/// <param name="Input">Sizes of the axes slid over.</param>
/// <param name="Kernel">Sizes of the window.</param>
/// <param name="Strides">Steps.</param>
/// <param name="Dilations">How far apart two taps are.</param>
/// <param name="Before">Padding before each axis.</param>
/// <param name="After">Padding after each axis.</param>
/// <param name="Output">How many positions the window takes.</param>
internal sealed record Windows(int[] Input, long[] Kernel, long[] Strides, long[] Dilations, long[] Before, long[] After, int[] Output)
{
    /// <summary>The windows of a node.</summary>
    /// <param name="call">Has strides, dilations, pads and auto_pad.</param>
    /// <param name="x">N × C × the axes slid over.</param>
    /// <param name="kernel">Sizes of the window.</param>
    /// <exception cref="OnnxNodeException">An attribute is out of its range, or the window does not fit.</exception>
    public static Windows Of(NodeCall call, OnnxTensor x, long[] kernel)
    {
        int axes = Rank(x, kernel);
        int[] input = [.. x.Dims.Skip(2)];
        long[] strides = List(call, "strides", axes, 1, 1), dilations = List(call, "dilations", axes, 1, 1);
        (long[] before, long[] after) = Pads(call, axes);
        bool ceil = call.Attributes.Integer("ceil_mode", 0) != 0;
        string auto = Auto(call);
        int[] output = new int[axes];
        for (int i = 0; i < axes; i++)
        {
            long span = Span(kernel[i], dilations[i]);
            if (auto.StartsWith("SAME", StringComparison.Ordinal))
            {
                output[i] = (int)((input[i] + strides[i] - 1) / strides[i]);
                long all = Math.Max(0, (output[i] - 1) * strides[i] + span - input[i]);
                before[i] = auto == "SAME_UPPER" ? all / 2 : all - all / 2;
                after[i] = all - before[i];
                continue;
            }
            long room = input[i] + before[i] + after[i] - span;
            if (room < 0)
                throw new OnnxNodeException($"a window of {Axes.Text(kernel)} does not fit {OnnxTensor.Text(input)}{(before.Concat(after).Any(p => p > 0) ? $" with pads {string.Join(", ", before.Concat(after))}" : "")}", "size + pads ≥ dilation · (kernel − 1) + 1");
            long count = (ceil ? (room + strides[i] - 1) / strides[i] : room / strides[i]) + 1;
            // A window that would start in the padding after the axis sees nothing.
            if (ceil && (count - 1) * strides[i] >= input[i] + before[i]) count--;
            output[i] = (int)Math.Min(count, int.MaxValue);
        }
        return new Windows(input, kernel, strides, dilations, before, after, output);
    }

    /// <summary>Number of output positions.</summary>
    public int Count => Axes.Product(Output);

    /// <summary>The taps of a window that lie in the input, in order.</summary>
    /// <param name="position">Index along each axis of the output.</param>
    /// <param name="taps">Is filled with positions in the input's and in the window's memory.</param>
    public void Taps(int[] position, List<(int Input, int Tap)> taps)
    {
        taps.Clear();
        Collect(position, 0, 0, 0, taps);
    }

    /// <summary>How many taps of a window lie in the input or in its padding.</summary>
    public long PaddedTaps(int[] position)
    {
        long count = 1;
        for (int i = 0; i < position.Length; i++)
        {
            long start = position[i] * Strides[i] - Before[i], end = Input[i] + After[i];
            count *= Math.Clamp((end - start + Dilations[i] - 1) / Dilations[i], 0, Kernel[i]);
        }
        return count;
    }

    /// <summary>From the first to the last element of a dilated window.</summary>
    public static long Span(long kernel, long dilation) => (kernel - 1) * dilation + 1;

    /// <summary>The node's word for computed padding.</summary>
    public static string Auto(NodeCall call)
    {
        string auto = call.Attributes.Word("auto_pad", "NOTSET");
        return auto is "NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER" ? auto : throw new OnnxNodeException($"auto_pad '{auto}'", "NOTSET, VALID, SAME_UPPER or SAME_LOWER");
    }

    /// <summary>A list attribute with a number for every axis.</summary>
    public static long[] List(NodeCall call, string name, int axes, long absent, long least)
    {
        long[] list = call.Attributes.Integers(name) is { Length: > 0 } given ? given : [.. Enumerable.Repeat(absent, axes)];
        if (list.Length != axes) throw new OnnxNodeException($"{name} {string.Join(", ", list)} for {axes} axes", "one number an axis");
        return list.All(v => v >= least && v <= int.MaxValue) ? (long[])list.Clone() : throw new OnnxNodeException($"{name} {string.Join(", ", list)}", $"each lies in {least} … {int.MaxValue}");
    }

    /// <summary>Padding before and after each axis; none where it is computed.</summary>
    public static (long[] Before, long[] After) Pads(NodeCall call, int axes)
    {
        if (Auto(call) != "NOTSET") return (new long[axes], new long[axes]);
        long[] pads = List(call, "pads", 2 * axes, 0, 0);
        return (pads[..axes], pads[axes..]);
    }

    /// <summary>Number of axes slid over.</summary>
    public static int Rank(OnnxTensor x, long[] kernel)
    {
        if (x.Rank < 3 || kernel.Length != x.Rank - 2) throw new OnnxNodeException($"a window of {Axes.Text(kernel)} over {OnnxTensor.Text(x.Dims)}", "the input is N × C × sizes, and the window has as many axes as sizes");
        return kernel.All(k => k is >= 1 and <= int.MaxValue) ? kernel.Length : throw new OnnxNodeException($"a window of {Axes.Text(kernel)}", "each size is at least 1");
    }

    private void Collect(int[] position, int axis, long input, long tap, List<(int, int)> taps)
    {
        if (axis == Input.Length)
        {
            taps.Add(((int)input, (int)tap));
            return;
        }
        long start = position[axis] * Strides[axis] - Before[axis], step = Dilations[axis];
        // The first tap that is not before the axis; a window may be far larger than the input.
        long first = start < 0 ? (-start + step - 1) / step : 0;
        for (long k = first; k < Kernel[axis] && start + k * step < Input[axis]; k++)
            Collect(position, axis + 1, input * Input[axis] + start + k * step, unchecked(tap * Kernel[axis] + k), taps);
    }
}
