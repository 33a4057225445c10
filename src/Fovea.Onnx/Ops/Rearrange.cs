namespace Fovea.Onnx;

/// <summary>Values at other places: ONNX's axes are N, C, H, W.</summary>
internal static class OnnxRearrange
{
    /// <summary>Number of an axis in ONNX.</summary>
    public static int Of(Axis axis) => axis switch { Axis.Height => 2, Axis.Width => 3, _ => 1 };

    public static void Export(Transpose op, ExportStage s) => s.Emit("Transpose", [s.Input()], Tensors.Ints("perm", 0, Of(op.Third), Of(op.First), Of(op.Second)));

    // The order of numbers is Fovea's: channels last.
    public static void Export(Reshape op, ExportStage s)
    {
        Shape y = s.Node.Shape;
        string x = s.ChannelsLast(0);
        if (!y.IsImage) s.Emit("Reshape", [x, s.Integers("shape", 0, y.Channels)]);
        else s.EmitChannelsLast(s.Part("Reshape", [x, s.Integers("shape", 0, y.Height, y.Width, y.Channels)]));
    }

    public static void Export(Slice op, ExportStage s)
    {
        (Kernels.AxisSlice Part, int Axis)[] parts = [.. new[] { (op.Channels, 1), (op.Height, 2), (op.Width, 3) }.Where(p => !p.Item1.IsWhole)];
        if (parts.Length == 0)
        {
            s.Emit("Identity", [s.Input()]);
            return;
        }
        // Going back ends before place 0, which ONNX writes as a number below all places.
        long[] ends = [.. parts.Select(p => p.Part.Start + (long)p.Part.Count * p.Part.Step is var end and >= 0 ? end : int.MinValue)];
        s.Emit("Slice", [s.Input(), s.Integers("starts", [.. parts.Select(p => (long)p.Part.Start)]), s.Integers("ends", ends),
            s.Integers("axes", [.. parts.Select(p => (long)p.Axis)]), s.Integers("steps", [.. parts.Select(p => (long)p.Part.Step)])]);
    }

    public static void ImportSlice(ImportStage s)
    {
        ImportValue x = s.Value();
        bool old = s.Opset < 10;
        long[] starts = old ? s.Attributes.Integers("starts") ?? [] : s.Constant(1, "starts").ToLongs(), ends = old ? s.Attributes.Integers("ends") ?? [] : s.Constant(2, "ends").ToLongs();
        long[] named = (old ? s.Attributes.Integers("axes") : s.Optional(3, "axes")?.ToLongs()) ?? [.. Enumerable.Range(0, starts.Length)];
        long[] steps = (old ? null : s.Optional(4, "steps")?.ToLongs()) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (starts.Length != ends.Length || starts.Length != named.Length || starts.Length != steps.Length || steps.Contains(0)) throw new OnnxNodeException("its starts, ends, axes and steps do not fit");
        var parts = new Dictionary<int, Kernels.AxisSlice>();
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = ImportStage.Axis(named[i], x.Rank);
            // Numbers beyond 32 bits mean the end of the axis; clamped they cannot overflow in what follows.
            long Near(long n) => Math.Clamp(n, int.MinValue, int.MaxValue);
            parts[axis] = Part(Near(starts[i]), Near(ends[i]), Near(steps[i]), x.Dims[axis]);
        }
        s.Set(Cut(s, x, parts, 0));
    }

    /// <summary>A value cut along axes.</summary>
    public static ImportValue Cut(ImportStage s, ImportValue x, IReadOnlyDictionary<int, Kernels.AxisSlice> parts, int output)
    {
        int[] axes = [.. parts.Keys.Where(a => s.IsLayer || !(parts[a] is { Start: 0, Step: 1 } part && part.Count == x.Dims[a]))];
        if (axes.Any(a => x.Layout.HasBatch(a))) throw new OnnxNodeException("it cuts the batch", "a network is the function of one image");
        foreach (int axis in axes)
        {
            AxisPlace place = AxisPlace.Of([x], axis);
            // Feature maps are cut along all axes at once.
            int[] now = place.Groups is [[2], [3], [1]] ? axes : [axis];
            Kernels.AxisSlice At(int group) => place.Groups.Length > group && place.Groups[group] is [int a] && now.Contains(a) ? parts[a] : default;
            Slice op = place.Groups.Length == 1 ? new Slice(Channels: At(0)) : new Slice(At(0), At(1), At(2));
            ImportNode made = s.AddOutput(op, [s.As(x, place.Groups).Node], output);
            int[] dims = [.. x.Dims];
            foreach (int a in now) dims[a] = parts[a].Count;
            x = new ImportValue(made, x.Layout.Like(dims, [.. place.Groups.SelectMany(g => g)]));
            if (now.Length > 1) break;
        }
        return x;
    }

    public static void ImportSplit(ImportStage s)
    {
        ImportValue x = s.Value();
        int axis = ImportStage.Axis(s.Attributes.Integer("axis", 0), x.Rank), outputs = s.Node.Outputs.Count, size = x.Dims[axis];
        long[]? sizes = s.Opset < 13 ? s.Attributes.Integers("split") : s.Optional(1, "split")?.ToLongs();
        int each = (int)((size + outputs - 1L) / outputs);
        sizes ??= [.. Enumerable.Range(0, outputs).Select(i => Math.Min(each, size - (long)i * each))];
        if (sizes.Length != outputs || sizes.Any(n => n < 1 || n > size) || sizes.Sum() != size) throw new OnnxNodeException($"it splits {size} into {string.Join(", ", sizes)}", "the parts make the whole");
        int start = 0;
        for (int i = 0; i < outputs; start += (int)sizes[i++])
            s.SetOutput(i, Cut(s, x, new Dictionary<int, Kernels.AxisSlice> { [axis] = new(start, (int)sizes[i]) }, i));
    }

    /// <summary>Some places along an axis, if they lie in even steps; one place alone drops the axis.</summary>
    public static void ImportGather(ImportStage s)
    {
        ImportValue x = s.Value();
        OnnxTensor indices = s.Constant(1, "indices");
        int axis = ImportStage.Axis(s.Attributes.Integer("axis", 0), x.Rank);
        long[] at = [.. indices.ToLongs().Select(i => i < 0 ? i + x.Dims[axis] : i)];
        if (indices.Rank > 1 || at.Length == 0 || at.Any(p => p < 0 || p >= x.Dims[axis]) || !IsEven(at))
            throw new OnnxNodeException($"it picks places {string.Join(", ", at.Take(8))} of {x.Dims[axis]}", "the places lie in even steps");
        ImportValue part = Cut(s, x, new Dictionary<int, Kernels.AxisSlice> { [axis] = new((int)at[0], at.Length, at.Length > 1 ? (int)(at[1] - at[0]) : 1) }, 0);
        if (indices.Rank == 0) part = s.Reshaped(part, [.. part.Dims.Where((_, i) => i != axis)]);
        s.Set(part);
    }

    private static bool IsEven(long[] at) => at.Length == 1 || (at[1] != at[0] && !at.Where((p, i) => p != at[0] + i * (at[1] - at[0])).Any());

    private static Kernels.AxisSlice Part(long start, long end, long step, int size)
    {
        long from = Math.Clamp(start < 0 ? start + size : start, step < 0 ? -1 : 0, step < 0 ? size - 1 : size);
        long to = Math.Clamp(end < 0 ? end + size : end, step < 0 ? -1 : 0, step < 0 ? size - 1 : size);
        // Far below zero is in front of the first place, whatever is added.
        if (step < 0 && end < -size) to = -1;
        long count = step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step;
        if (count < 1) throw new OnnxNodeException($"its part {start} … {end} of {size} is empty");
        return new((int)from, (int)count, (int)step);
    }

    /// <summary>Channels become pixels of a block; with the letters of ONNX's specification.</summary>
    public static void ImportDepthToSpace(ImportStage s)
    {
        ImportValue x = s.Value();
        int b = s.Attributes.Small("blocksize", 0);
        if (x.Rank != 4 || b is < 1 or > 4096 || x.Dims[1] % (b * b) != 0) throw new OnnxNodeException($"blocks of {b} in {OnnxTensor.Text(x.Dims)}", "N × C × H × W, C a multiple of the block");
        bool columns = s.Attributes.Word("mode", "DCR") == "CRD";
        int c = x.Dims[1] / (b * b), h = x.Dims[2], w = x.Dims[3];
        ImportValue split = s.Reshaped(x, columns ? [x.Dims[0], c, b, b, h, w] : [x.Dims[0], b, b, c, h, w]);
        s.Set(s.Reshaped(split with { Layout = split.Layout.Permuted(columns ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]) }, [x.Dims[0], c, h * b, w * b]));
    }

    public static void ImportSpaceToDepth(ImportStage s)
    {
        ImportValue x = s.Value();
        int b = s.Attributes.Small("blocksize", 0);
        if (x.Rank != 4 || b is < 1 or > 4096 || x.Dims[2] % b != 0 || x.Dims[3] % b != 0) throw new OnnxNodeException($"blocks of {b} in {OnnxTensor.Text(x.Dims)}", "N × C × H × W, H and W multiples of the block");
        int c = x.Dims[1], h = x.Dims[2] / b, w = x.Dims[3] / b;
        ImportValue split = s.Reshaped(x, [x.Dims[0], c, h, b, w, b]);
        s.Set(s.Reshaped(split with { Layout = split.Layout.Permuted([0, 3, 5, 1, 2, 4]) }, [x.Dims[0], c * b * b, h, w]));
    }
}
