namespace Fovea.Onnx;

/// <summary>Ops that leave the elements where they are.</summary>
internal static class ShapeOps
{
    /// <summary>A size of −1 follows from the others; 0 keeps the input's size, unless <c>allowzero</c> means it.</summary>
    public static OnnxTensor[] Reshape(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        long[] asked = call.Opset >= 5 ? call.Longs(1) : call.Attributes.Integers("shape") ?? throw new OnnxNodeException("has no attribute 'shape'");
        bool zero = call.Attributes.Integer("allowzero", 0) != 0;
        long[] dims = [.. asked.Select((d, i) => d != 0 || zero ? d
            : i < x.Rank ? x.Dims[i] : throw new OnnxNodeException($"size 0 at axis {i} of {Axes.Text(asked)}", "a size of 0 keeps the input's size, which needs that axis there"))];
        string wanted = $"{OnnxTensor.Text(x.Dims)} reshaped to {Axes.Text(asked)}";
        int free = Array.IndexOf(dims, -1);
        if (dims.Count(d => d == -1) > 1 || dims.Any(d => d < -1)) throw new OnnxNodeException(wanted, "at most one size is −1, the others are at least 0");
        double known = dims.Where(d => d != -1).Aggregate(1.0, (a, b) => a * b);
        if (free >= 0)
        {
            if (known == 0 || x.Count % known != 0) throw new OnnxNodeException(wanted, $"{x.Count:N0} elements divide by {known:N0}");
            dims[free] = (long)(x.Count / known);
            known = x.Count;
        }
        return known == x.Count && dims.All(d => d <= int.MaxValue) ? [x.Reshaped([.. dims.Select(d => (int)d)])]
            : throw new OnnxNodeException(wanted, $"{x.Count:N0} elements are not {known:N0}");
    }

    /// <summary>Two axes: those before <c>axis</c> as one, the rest as one.</summary>
    public static OnnxTensor[] Flatten(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        long axis = call.Attributes.Integer("axis", 1);
        if (axis < -x.Rank || axis > x.Rank) throw new OnnxNodeException($"axis {axis} of {OnnxTensor.Text(x.Dims)}", $"an axis lies in −{x.Rank} … {x.Rank}");
        int at = (int)(axis < 0 ? axis + x.Rank : axis);
        return [x.Reshaped([Axes.Product(x.Dims.Take(at)), Axes.Product(x.Dims.Skip(at))])];
    }

    /// <summary>Without the axes named, each of size 1; without any that has size 1 when none is named.</summary>
    public static OnnxTensor[] Squeeze(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        long[]? named = Named(call);
        int[] axes = named is null ? [.. Enumerable.Range(0, x.Rank).Where(i => x.Dims[i] == 1)] : Axes.Of(named, x.Rank);
        foreach (int a in axes)
            if (x.Dims[a] != 1) throw new OnnxNodeException($"axis {a} of {OnnxTensor.Text(x.Dims)} has size {x.Dims[a]}", "only axes of size 1 are dropped");
        return [x.Reshaped([.. x.Dims.Where((_, i) => !axes.Contains(i))])];
    }

    /// <summary>With axes of size 1 put in; they are counted in the output.</summary>
    public static OnnxTensor[] Unsqueeze(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        long[] named = Named(call) ?? throw new OnnxNodeException("names no axes");
        int[] axes = Axes.Of(named, x.Rank + named.Length);
        var rest = new Queue<int>(x.Dims);
        return [x.Reshaped([.. Enumerable.Range(0, x.Rank + axes.Length).Select(i => axes.Contains(i) ? 1 : rest.Dequeue())])];
    }

    private static long[]? Named(NodeCall call) => call.Opset < 13 ? call.Attributes.Integers("axes") : call.Has(1) ? call.Longs(1) : null;
}
