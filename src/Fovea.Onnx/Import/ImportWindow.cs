namespace Fovea.Onnx;

/// <summary>Window, stride, dilation and padding of a convolution or a pooling, from a node's attributes.</summary>
internal readonly record struct ImportWindow(int KernelH, int KernelW, int StrideH, int StrideW, int DilationH, int DilationW, int Top, int Bottom, int Left, int Right)
{
    /// <summary>Rows between the first and the last tap, with both.</summary>
    public int SpanH => DilationH * (KernelH - 1) + 1;

    /// <summary>Columns between the first and the last tap, with both.</summary>
    public int SpanW => DilationW * (KernelW - 1) + 1;

    /// <summary>True when nothing lies beyond the border.</summary>
    public bool IsUnpadded => (Top | Bottom | Left | Right) == 0;

    /// <summary>The padding, by its name where it has one.</summary>
    public Padding Padding => Named(SpanH, SpanW, Top, Bottom, Left, Right);

    /// <summary>Padding by its name where it has one.</summary>
    public static Padding Named(int spanH, int spanW, int top, int bottom, int left, int right)
        => Padding.Same.For(spanH, spanW) == (top, bottom, left, right) ? Padding.Same
            : (top | bottom | left | right) == 0 ? Padding.Valid
            : Padding.Explicit(top, bottom, left, right);

    /// <summary>Reads the attributes.</summary>
    /// <param name="s">The node.</param>
    /// <param name="x">What it reads: N × C × H × W, or N × C × L.</param>
    /// <param name="kernel">Rows and columns of the window, as the weights have them; null when the attribute says it.</param>
    public static ImportWindow Of(ImportStage s, ImportValue x, int[]? kernel = null)
    {
        int axes = x.Rank - 2;
        if (axes is not (1 or 2)) throw new OnnxNodeException($"it reads {OnnxTensor.Text(x.Dims)}", "its input is N × C × H × W, or N × C × L");
        int[] window = Sizes(s, "kernel_shape", kernel, axes), stride = Sizes(s, "strides", Ones(axes), axes), dilation = Sizes(s, "dilations", Ones(axes), axes);
        int[] span = [.. window.Zip(dilation, (k, d) => d * (k - 1) + 1)];
        int[] pads = Pads(s, x.Dims[2..], span, stride);
        if (kernel is not null && !window.SequenceEqual(kernel)) throw new OnnxNodeException($"kernel_shape is {OnnxTensor.Text(window)}, the weights are for {OnnxTensor.Text(kernel)}");
        return axes == 2
            ? new(window[0], window[1], stride[0], stride[1], dilation[0], dilation[1], pads[0], pads[2], pads[1], pads[3])
            : new(1, window[0], 1, stride[0], 1, dilation[0], 0, 0, pads[0], pads[1]);
    }

    private static int[] Ones(int axes) => [.. Enumerable.Repeat(1, axes)];

    private static int[] Sizes(ImportStage s, string name, int[]? absent, int axes)
    {
        int[] sizes = s.Attributes.Smalls(name) ?? absent ?? throw new OnnxNodeException($"attribute '{name}' is missing");
        if (sizes.Length != axes || sizes.Any(v => v is < 1 or > 4096)) throw new OnnxNodeException($"attribute '{name}' is {string.Join(", ", sizes)}", $"it has {axes} numbers, 1 … 4096");
        return sizes;
    }

    // First all beginnings, then all ends, as ONNX has them.
    private static int[] Pads(ImportStage s, int[] sizes, int[] span, int[] stride)
    {
        int axes = sizes.Length;
        string auto = s.Attributes.Word("auto_pad", "NOTSET");
        switch (auto)
        {
            case "NOTSET" or "":
                long[] pads = s.Attributes.Integers("pads") ?? new long[2 * axes];
                if (pads.Length != 2 * axes || pads.Any(p => p is < 0 or > 4096)) throw new OnnxNodeException($"attribute 'pads' is {string.Join(", ", pads)}", $"it has {2 * axes} numbers, 0 … 4096");
                return [.. pads.Select(p => (int)p)];
            case "VALID":
                return new int[2 * axes];
            case "SAME_UPPER" or "SAME_LOWER":
                var same = new int[2 * axes];
                for (int i = 0; i < axes; i++)
                {
                    int total = Math.Max(((sizes[i] + stride[i] - 1) / stride[i] - 1) * stride[i] + span[i] - sizes[i], 0);
                    same[i] = auto == "SAME_UPPER" ? total / 2 : total - total / 2;
                    same[axes + i] = total - same[i];
                }
                return same;
            default:
                throw new OnnxNodeException($"attribute 'auto_pad' is {auto}", "it is NOTSET, VALID, SAME_UPPER or SAME_LOWER");
        }
    }
}
