namespace Fovea.Onnx;

/// <summary>Ops that put elements elsewhere: transposing, joining, cutting, repeating.</summary>
internal static class MoveOps
{
    public static OnnxTensor[] Transpose(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        long[] named = call.Attributes.Integers("perm") ?? [.. Enumerable.Range(0, x.Rank).Reverse().Select(i => (long)i)];
        if (named.Length != x.Rank) throw new OnnxNodeException($"perm {string.Join(", ", named)} for {OnnxTensor.Text(x.Dims)}", "perm names every axis");
        return [Transpose(x, Axes.Of(named, x.Rank))];
    }

    /// <summary>Axis i of the result is axis <paramref name="order"/>[i] of <paramref name="x"/>.</summary>
    public static OnnxTensor Transpose(OnnxTensor x, IReadOnlyList<int> order) => Elements.Take(x, [.. order.Select(a => x.Dims[a])], IndexMap.Permuted(x.Dims, order));

    public static OnnxTensor[] Concat(NodeCall call)
    {
        OnnxTensor[] parts = [.. Enumerable.Range(0, Math.Max(1, call.Inputs.Count)).Select(call.Input)];
        int axis = call.Axis(1, parts[0].Rank);
        for (int i = 0; i < parts.Length; i++)
        {
            call.SameType(0, i);
            if (parts[i].Rank != parts[0].Rank || parts[i].Dims.Where((d, a) => a != axis && d != parts[0].Dims[a]).Any())
                throw new OnnxNodeException($"{OnnxTensor.Text(parts[0].Dims)} beside {OnnxTensor.Text(parts[i].Dims)} along axis {axis}", "the other sizes are equal");
        }
        int[] dims = call.Fit(parts[0].Type, [.. parts[0].Dims.Select((d, a) => a == axis ? parts.Sum(p => (long)p.Dims[a]) : d)]);
        int outer = Axes.Product(dims.Take(axis)), inner = Axes.Product(dims.Skip(axis + 1)), at = 0;
        int[] map = new int[Axes.Product(dims)];
        for (int o = 0; o < outer; o++)
            for (int p = 0, start = 0; p < parts.Length; start += parts[p].Count, p++)
                for (int i = 0, run = parts[p].Dims[axis] * inner; i < run; i++)
                    map[at++] = start + o * run + i;
        return [Elements.Take(Elements.Join(parts), dims, map)];
    }

    /// <summary>Lengths are an attribute, or an input since opset 13; without them the parts are equal, the last one smaller since opset 18.</summary>
    public static OnnxTensor[] Split(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        int axis = call.Axis(0, x.Rank), length = x.Dims[axis];
        long[]? lengths = call.Opset >= 13 ? (call.Has(1) ? call.Longs(1) : null) : call.Attributes.Integers("split");
        if (lengths is null)
        {
            long parts = call.Attributes.Integer("num_outputs", call.Node.Outputs.Count);
            if (parts != call.Node.Outputs.Count || parts < 1) throw new OnnxNodeException($"num_outputs {parts} with {call.Node.Outputs.Count} outputs", "the two are equal");
            if (call.Opset < 18 && length % parts != 0) throw new OnnxNodeException($"{length} entries in {parts} parts", "the parts are equal unless their lengths are given");
            long each = (length + parts - 1) / parts;
            lengths = [.. Enumerable.Range(0, (int)parts).Select(i => Math.Clamp(length - i * each, 0, each))];
        }
        if (lengths.Length != call.Node.Outputs.Count || lengths.Any(l => l < 0 || l > length) || lengths.Sum() != length)
            throw new OnnxNodeException($"{length} entries in {call.Node.Outputs.Count} parts of {string.Join(" + ", lengths)}", "a length for each output, which sum up to the axis");
        var outputs = new OnnxTensor[lengths.Length];
        for (int i = 0, start = 0; i < outputs.Length; start += (int)lengths[i], i++)
            outputs[i] = Elements.Take(x, [.. x.Dims.Select((d, a) => a == axis ? (int)lengths[i] : d)], IndexMap.Along(x.Dims, axis, [.. Enumerable.Range(start, (int)lengths[i])]));
        return outputs;
    }

    /// <summary>From start to short of end, by step, along the axes named; ends beyond the axis mean its end.</summary>
    public static OnnxTensor[] Slice(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        bool inputs = call.Opset >= 10;
        long[] starts = inputs ? call.Longs(1) : call.Attributes.Integers("starts") ?? throw new OnnxNodeException("has no attribute 'starts'");
        long[] ends = inputs ? call.Longs(2) : call.Attributes.Integers("ends") ?? throw new OnnxNodeException("has no attribute 'ends'");
        long[] named = (inputs ? (call.Has(3) ? call.Longs(3) : null) : call.Attributes.Integers("axes")) ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        long[] steps = (inputs && call.Has(4) ? call.Longs(4) : null) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || named.Length != starts.Length || steps.Length != starts.Length)
            throw new OnnxNodeException($"{starts.Length} starts, {ends.Length} ends, {named.Length} axes, {steps.Length} steps", "one of each for every axis");
        int[] axes = Axes.Of(named, x.Rank);
        long[] strides = Axes.Strides(x.Dims);
        int[] dims = [.. x.Dims];
        long at = 0;
        for (int i = 0; i < axes.Length; i++)
        {
            long length = x.Dims[axes[i]], step = steps[i];
            if (step is 0 or long.MinValue) throw new OnnxNodeException($"step {step} at axis {axes[i]}", "a step is not 0");
            long from = step > 0 ? Clamp(starts[i], 0, length, length) : Clamp(starts[i], 0, length - 1, length);
            long to = step > 0 ? Clamp(ends[i], 0, length, length) : Clamp(ends[i], -1, length - 1, length);
            long span = step > 0 ? to - from : from - to, by = Math.Abs(step);
            dims[axes[i]] = span <= 0 ? 0 : (int)((span - 1) / by + 1);
            at += dims[axes[i]] == 0 ? 0 : from * strides[axes[i]];
            strides[axes[i]] *= dims[axes[i]] <= 1 ? 0 : step;
        }
        return [Elements.Take(x, dims, IndexMap.Of(dims, strides, at))];
    }

    public static OnnxTensor[] Expand(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        int[] asked = [.. call.Longs(1).Select(d => d is >= 0 and <= int.MaxValue ? (int)d : throw new OnnxNodeException($"sizes {Axes.Text(call.Longs(1))}", $"a size lies in 0 … {int.MaxValue}"))];
        int[] dims = Broadcasts.Dims(call, x.Type, x.Dims, asked);
        return [Elements.Take(x, dims, IndexMap.Broadcast(x.Dims, dims))];
    }

    /// <summary>Repeated along each axis.</summary>
    public static OnnxTensor[] Tile(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        long[] repeats = call.Longs(1);
        if (repeats.Length != x.Rank || repeats.Any(r => r < 0)) throw new OnnxNodeException($"repeats {string.Join(", ", repeats)} for {OnnxTensor.Text(x.Dims)}", "one number of at least 0 for every axis");
        int[] dims = call.Fit(x.Type, [.. x.Dims.Zip(repeats, (d, r) => r == 0 ? 0 : (long)Int128.Min((Int128)d * r, long.MaxValue))]);
        long[] strides = Axes.Strides(x.Dims);
        if (dims.Contains(0)) return [Elements.Take(x, dims, [])];
        return [Elements.Take(x, dims, IndexMap.Of([.. x.Dims.SelectMany((d, i) => new[] { (int)repeats[i], d })], [.. strides.SelectMany(s => new[] { 0, s })]))];
    }

    public static OnnxTensor[] DepthToSpace(NodeCall call)
    {
        (OnnxTensor x, int block) = Blocks(call);
        int n = x.Dims[0], c = x.Dims[1], h = x.Dims[2], w = x.Dims[3];
        if (c % ((long)block * block) != 0) throw new OnnxNodeException($"{c} channels with blocksize {block}", "the channels divide by blocksize²");
        int rest = c / (block * block);
        OnnxTensor y = call.Attributes.Word("mode", "DCR") switch
        {
            "DCR" => Transpose(x.Reshaped([n, block, block, rest, h, w]), [0, 3, 4, 1, 5, 2]),
            "CRD" => Transpose(x.Reshaped([n, rest, block, block, h, w]), [0, 1, 4, 2, 5, 3]),
            string other => throw new OnnxNodeException($"mode '{other}'", "DCR or CRD"),
        };
        return [y.Reshaped(call.Fit(x.Type, [n, rest, (long)h * block, (long)w * block]))];
    }

    public static OnnxTensor[] SpaceToDepth(NodeCall call)
    {
        (OnnxTensor x, int block) = Blocks(call);
        int n = x.Dims[0], c = x.Dims[1], h = x.Dims[2], w = x.Dims[3];
        if (h % block != 0 || w % block != 0) throw new OnnxNodeException($"{h}×{w} with blocksize {block}", "height and width divide by blocksize");
        return [Transpose(x.Reshaped([n, c, h / block, block, w / block, block]), [0, 3, 5, 1, 2, 4]).Reshaped(call.Fit(x.Type, [n, (long)c * block * block, h / block, w / block]))];
    }

    private static (OnnxTensor X, int Block) Blocks(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        long block = call.Attributes.Integer("blocksize", 0);
        if (x.Rank != 4) throw new OnnxNodeException($"an input of {OnnxTensor.Text(x.Dims)}", "the input is N × C × H × W");
        return block is >= 1 and <= 32768 ? (x, (int)block) : throw new OnnxNodeException($"blocksize {block}", "blocksize lies in 1 … 32768");
    }

    private static long Clamp(long at, long least, long most, long length) => Math.Min(Math.Max(at < 0 ? at + length : at, least), most);
}
