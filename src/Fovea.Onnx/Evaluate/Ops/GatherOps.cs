namespace Fovea.Onnx;

/// <summary>Elements picked by indices that are values themselves.</summary>
internal static class GatherOps
{
    public static OnnxTensor[] Gather(NodeCall call)
    {
        OnnxTensor x = call.Input(0), indices = call.Input(1);
        int axis = call.Axis(0, x.Rank);
        int[] picked = Array.ConvertAll(call.Longs(1), i => Entry(i, x.Dims[axis], axis));
        int[] dims = call.Fit(x.Type, [.. x.Dims.Take(axis), .. indices.Dims, .. x.Dims.Skip(axis + 1)]);
        return [Elements.Take(x, dims, IndexMap.Along(x.Dims, axis, picked))];
    }

    /// <summary>Every output element has an index of its own along the axis.</summary>
    public static OnnxTensor[] GatherElements(NodeCall call)
    {
        OnnxTensor x = call.Input(0), indices = call.Input(1);
        int axis = call.Axis(0, x.Rank);
        return [Elements.Take(x, [.. indices.Dims], Positions(x, indices, call.Longs(1), axis))];
    }

    /// <summary>The last axis of the indices names a place in the axes after the batch axes.</summary>
    public static OnnxTensor[] GatherND(NodeCall call)
    {
        OnnxTensor x = call.Input(0), indices = call.Input(1);
        int batch = (int)Math.Clamp(call.Attributes.Integer("batch_dims", 0), -1, int.MaxValue);
        if (batch < 0 || batch >= Math.Min(x.Rank, indices.Rank) || !x.Dims.Take(batch).SequenceEqual(indices.Dims.Take(batch)))
            throw new OnnxNodeException($"batch_dims {batch} of {OnnxTensor.Text(x.Dims)} and {OnnxTensor.Text(indices.Dims)}", "the first sizes are equal, and each has an axis after them");
        int[] dims = call.Fit(x.Type, [.. indices.Dims.SkipLast(1), .. x.Dims.Skip(batch + Depth(x, indices, batch))]);
        if (dims.Contains(0)) return [Elements.Take(x, dims, [])];
        (int[] starts, int inner) = Places(x, indices, call.Longs(1), batch);
        return [Elements.Take(x, dims, [.. starts.SelectMany(s => Enumerable.Range(s, inner))])];
    }

    /// <summary>Where each element of <paramref name="indices"/> points in <paramref name="x"/>, along one axis.</summary>
    public static int[] Positions(OnnxTensor x, OnnxTensor indices, long[] values, int axis)
    {
        if (indices.Rank != x.Rank || indices.Dims.Where((d, a) => a != axis && d > x.Dims[a]).Any())
            throw new OnnxNodeException($"indices of {OnnxTensor.Text(indices.Dims)} for {OnnxTensor.Text(x.Dims)} along axis {axis}", "as many axes, and no other size larger");
        long[] strides = Axes.Strides(x.Dims);
        long along = strides[axis];
        strides[axis] = 0;
        int[] map = IndexMap.Of(indices.Dims, strides);
        for (int i = 0; i < map.Length; i++) map[i] += (int)(Entry(values[i], x.Dims[axis], axis) * along);
        return map;
    }

    /// <summary>How many axes the tuples in the last axis of <paramref name="indices"/> name.</summary>
    public static int Depth(OnnxTensor x, OnnxTensor indices, int batch)
        => indices.Rank > 0 && indices.Dims[^1] <= x.Rank - batch ? indices.Dims[^1]
            : throw new OnnxNodeException($"indices of {OnnxTensor.Text(indices.Dims)} for {OnnxTensor.Text(x.Dims)}", $"their last size is at most {x.Rank - batch}");

    /// <summary>Where each of these tuples points, and how many elements lie there.</summary>
    public static (int[] Starts, int Inner) Places(OnnxTensor x, OnnxTensor indices, long[] values, int batch)
    {
        int depth = Depth(x, indices, batch);
        long[] strides = Axes.Strides(x.Dims);
        int tuples = Axes.Product(indices.Dims.SkipLast(1)), batches = Axes.Product(x.Dims.Take(batch)), each = batches == 0 ? 0 : tuples / batches;
        int[] starts = new int[tuples];
        for (int t = 0; t < tuples; t++)
        {
            long at = batch == 0 ? 0 : t / each * strides[batch - 1];
            for (int d = 0; d < depth; d++) at += Entry(values[t * depth + d], x.Dims[batch + d], batch + d) * strides[batch + d];
            starts[t] = (int)at;
        }
        return (starts, Axes.Product(x.Dims.Skip(batch + depth)));
    }

    private static int Entry(long index, int length, int axis)
        => index >= -length && index < length ? (int)(index < 0 ? index + length : index)
            : throw new OnnxNodeException($"index {index} at axis {axis} of size {length}", length == 0 ? "the axis has no entry" : $"an index lies in −{length} … {length - 1}");
}
