namespace Fovea.Onnx;

/// <summary>Padding and cutting at the ends of axes.</summary>
internal static class PadOps
{
    /// <summary>
    /// Entries put before and after each axis; negative ones cut. They are an attribute, or an input since opset 11, and since opset 18
    /// of the axes named.
    /// </summary>
    public static OnnxTensor[] Pad(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        bool inputs = call.Opset >= 11;
        long[] pads = inputs ? call.Longs(1) : call.Attributes.Integers("pads") ?? throw new OnnxNodeException("has no attribute 'pads'");
        int[] axes = call.Has(3) ? Axes.Of(call.Longs(3), x.Rank) : [.. Enumerable.Range(0, x.Rank)];
        if (pads.Length != 2 * axes.Length) throw new OnnxNodeException($"{pads.Length} pads for {axes.Length} axes", "two pads an axis, all the first ones first");
        string mode = call.Attributes.Word("mode", "constant");
        if (mode is not ("constant" or "edge" or "reflect" or "wrap")) throw new OnnxNodeException($"mode '{mode}'", "constant, edge, reflect or wrap");
        long[] before = new long[x.Rank], sizes = [.. x.Dims.Select(d => (long)d)];
        for (int i = 0; i < axes.Length; i++)
        {
            (long first, long last) = (pads[i], pads[i + axes.Length]);
            if (Math.Abs((double)first) > int.MaxValue * 1024.0 || Math.Abs((double)last) > int.MaxValue * 1024.0) call.Fit(x.Type, [long.MaxValue]);
            int length = x.Dims[axes[i]];
            before[axes[i]] = first;
            sizes[axes[i]] += first + last;
            if (mode is not "constant" && length == 0 && sizes[axes[i]] > 0) throw new OnnxNodeException($"mode '{mode}' at an axis of size 0", "there is an element to repeat");
        }
        int[] dims = call.Fit(x.Type, sizes);
        int[][] sources = [.. x.Dims.Select((d, a) => Enumerable.Range(0, dims[a]).Select(i => Source(i - before[a], d, mode)).ToArray())];
        return [Elements.Take(Elements.Join(x, Value(call, x, inputs)), dims, Map(x, dims, sources))];
    }

    /// <summary>Where an index beyond an axis lies in it; −1 for nowhere.</summary>
    private static int Source(long i, int length, string mode)
    {
        if (i >= 0 && i < length) return (int)i;
        switch (mode)
        {
            case "edge": return i < 0 ? 0 : length - 1;
            case "wrap": return (int)(((i % length) + length) % length);
            case "reflect":
                if (length == 1) return 0;
                long period = 2L * (length - 1), at = ((i % period) + period) % period;
                return (int)(at < length ? at : period - at);
            default: return -1;
        }
    }

    private static int[] Map(OnnxTensor x, int[] dims, int[][] sources)
    {
        int[] map = new int[Axes.Product(dims)], index = new int[dims.Length];
        long[] strides = Axes.Strides(x.Dims);
        for (int i = 0; i < map.Length; i++, Axes.Next(index, dims))
        {
            long at = 0;
            for (int a = 0; a < index.Length && at >= 0; a++) at = sources[a][index[a]] is >= 0 and int from ? at + from * strides[a] : -1;
            map[i] = at < 0 ? x.Count : (int)at;
        }
        return map;
    }

    private static OnnxTensor Value(NodeCall call, OnnxTensor x, bool inputs)
    {
        if (!inputs) return CastOps.To(OnnxTensor.Vector(call.Attributes.Number("value", 0)), x.Type);
        if (!call.Has(2)) return Elements.Zero(x.Type);
        call.SameType(0, 2);
        return call.Input(2).Count == 1 ? call.Input(2) : throw new OnnxNodeException($"the value to pad with has {call.Input(2).Count:N0} elements", "it is one element");
    }
}
