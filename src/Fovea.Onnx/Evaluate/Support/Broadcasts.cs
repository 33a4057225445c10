namespace Fovea.Onnx;

/// <summary>How tensors of different sizes meet.</summary>
internal static class Broadcasts
{
    /// <summary>The common sizes: axes are matched from the last, and a size of 1 or a missing axis repeats.</summary>
    /// <exception cref="OnnxNodeException">Two sizes differ and neither is 1, or the result is beyond the limit of memory.</exception>
    public static int[] Dims(NodeCall call, OnnxType type, params IReadOnlyList<IReadOnlyList<int>> all)
    {
        long[] dims = new long[all.Max(d => d.Count)];
        Array.Fill(dims, 1);
        foreach (IReadOnlyList<int> d in all)
            for (int i = 0; i < d.Count; i++)
            {
                int at = dims.Length - d.Count + i;
                if (d[i] == 1) continue;
                if (dims[at] != 1 && dims[at] != d[i])
                    throw new OnnxNodeException($"inputs of {string.Join(" and ", all.Select(OnnxTensor.Text))} do not match", "sizes are equal or 1, counted from the last axis");
                dims[at] = d[i];
            }
        return call.Fit(type, dims);
    }

    /// <summary>
    /// The second input of a binary op under sizes that match the first's. Before opset 7 an op says by <c>broadcast</c> that the second
    /// is repeated, and by <c>axis</c> at which axis of the first it starts; without, both have the same sizes.
    /// </summary>
    public static OnnxTensor Second(NodeCall call, OnnxTensor a, OnnxTensor b)
    {
        if (call.Opset >= 7) return b;
        if (call.Attributes.Integer("broadcast", 0) == 0)
            return a.Dims.SequenceEqual(b.Dims) ? b
                : throw new OnnxNodeException($"inputs of {OnnxTensor.Text(a.Dims)} and {OnnxTensor.Text(b.Dims)}", "before opset 7 sizes are equal unless broadcast is 1");
        if (!call.Attributes.Has("axis") || b.Rank == 0) return b;
        int axis = call.Axis(0, Math.Max(a.Rank, 1));
        if (axis + b.Rank > a.Rank)
            throw new OnnxNodeException($"an input of {OnnxTensor.Text(b.Dims)} at axis {axis} of {OnnxTensor.Text(a.Dims)}", "its axes lie within the first input's");
        return b.Reshaped([.. b.Dims, .. Enumerable.Repeat(1, a.Rank - axis - b.Rank)]);
    }

    /// <summary>The elements, repeated to larger sizes.</summary>
    public static T[] To<T>(T[] values, IReadOnlyList<int> from, IReadOnlyList<int> to)
        => from.SequenceEqual(to) ? values : Array.ConvertAll(IndexMap.Broadcast(from, to), i => values[i]);
}
