namespace Fovea.Onnx;

/// <summary>A MaxPool behind a Pad with −∞ is a MaxPool with that padding: it never sees padding.</summary>
internal static class LowPadPattern
{
    public static OnnxNode? Match(PatternGraph g, OnnxNode node)
    {
        if (node.OpType != "MaxPool" || g.Opset < 11 || node.Attributes.Word("auto_pad", "NOTSET") != "NOTSET" || g.Maker(node.Inputs[0], "Pad") is not { Inputs.Count: > 2 } pad) return null;
        if (pad.Attributes.Word("mode", "constant") != "constant" || g.Number(pad.Inputs[2]) is not <= float.MinValue || g.Constant(pad.Inputs[1])?.ToLongs() is not { } pads) return null;
        long[]? own = node.Attributes.Integers("pads"), kernel = node.Attributes.Integers("kernel_shape");
        // Whatever is beyond these numbers is refused where the nodes are read.
        if (kernel is not { Length: 1 or 2 } || pads.Any(p => p is < 0 or > 4096) || (own is not null && own.Length != 2 * kernel.Length)) return null;
        long[]? axes = pad.Inputs.Count > 3 && pad.Inputs[3].Length > 0 ? g.Constant(pad.Inputs[3])?.ToLongs() : [.. Enumerable.Range(0, kernel.Length + 2)];
        if (axes is null || pads.Length != 2 * axes.Length || axes.Any(a => a < 0 || a >= kernel.Length + 2)) return null;
        var sum = new long[2 * kernel.Length];
        for (int i = 0; i < pads.Length; i++)
        {
            long axis = axes[i % axes.Length] - 2;
            if (axis >= 0) sum[axis + (i < axes.Length ? 0 : kernel.Length)] += pads[i];
            else if (pads[i] != 0) return null;
        }
        for (int i = 0; i < sum.Length; i++) sum[i] += own?[i] ?? 0;
        (string, object)[] others = [.. new[] { "kernel_shape", "strides", "dilations" }.Where(node.Attributes.Has).Select(n => (n, (object)node.Attributes.Integers(n)!))];
        return PatternGraph.Instead(node, "MaxPool", [pad.Inputs[0]], [.. others, ("pads", sum), ("ceil_mode", node.Attributes.Integer("ceil_mode", 0))]);
    }
}
