namespace Fovea.Onnx;

/// <summary>ONNX's ops that only rename or regroup axes: nothing moves until an op needs another order in memory.</summary>
internal static class OnnxAxes
{
    private const int MostAxes = 32;

    // In a file of Fovea's it is a cut of nothing.
    public static void Identity(ImportStage s)
    {
        ImportValue x = s.Value();
        s.Set(s.IsLayer ? x with { Node = s.Add(new Slice(), [x.Node]) } : x);
    }

    // Everything is float32 here; the other types of reals are only narrower or wider.
    public static void Cast(ImportStage s)
    {
        var to = (OnnxType)s.Attributes.Integer("to", 1);
        if (to is not (OnnxType.Float32 or OnnxType.Float64 or OnnxType.Float16 or OnnxType.BFloat16)) throw new OnnxNodeException($"it makes {to} of activations", "activations are real numbers");
        if (to is OnnxType.Float16 or OnnxType.BFloat16) s.Note("the file computes with 16 bits somewhere; the network computes with 32");
        s.Set(s.Value());
    }

    public static void Transpose(ImportStage s)
    {
        ImportValue x = s.Value();
        int[] order = s.Attributes.Integers("perm") is { } perm ? [.. perm.Select(a => ImportStage.Axis(a, x.Rank))] : [.. Enumerable.Range(0, x.Rank).Reverse()];
        if (order.Length != x.Rank || order.Distinct().Count() != x.Rank) throw new OnnxNodeException($"perm is {string.Join(", ", order)}", $"it names each of {x.Rank} axes once");
        ImportValue value = x with { Layout = x.Layout.Permuted(order) };
        s.Set(s.IsLayer && x.Rank == 4 ? Layer(s, x, value, order) : value);
    }

    // What Fovea wrote as a layer stays one: a transposition, or a reshape between two.
    private static ImportValue Layer(ImportStage s, ImportValue x, ImportValue value, int[] order)
    {
        bool reshape = s.Node.Inputs[0].StartsWith(s.Node.Name + "/reshape", StringComparison.Ordinal);
        if (!reshape && s.Node.Inputs[0].StartsWith(s.Node.Name + "/", StringComparison.Ordinal)) return value;
        int[] dims = value.Dims;
        Axis Of(int onnx) => onnx switch { 1 => Axis.Channels, 2 => Axis.Height, _ => Axis.Width };
        Op op = reshape ? new Reshape(Fovea.Shape.Image(dims[2], dims[3], dims[1])) : new Transpose(Of(order[2]), Of(order[3]), Of(order[1]));
        return new ImportValue(s.Add(op, [reshape ? s.Unmoved(x.Node) : x.Node]), x.Layout.Like(dims, [2, 3, 1]));
    }

    public static void Flatten(ImportStage s)
    {
        ImportValue x = s.Value();
        long at = s.Attributes.Integer("axis", 1);
        int axis = at == x.Rank ? x.Rank : ImportStage.Axis(at, x.Rank);
        int[] dims = [Product(x.Dims.Take(axis)), Product(x.Dims.Skip(axis))];
        // A flatten of a vector, which Fovea wrote because there is one.
        if (s.IsLayer && x.Node.Shape.Rank == 1 && !x.Node.Name.StartsWith(s.Node.Name + "/", StringComparison.Ordinal))
            x = x with { Node = s.Add(new Flatten(), [x.Node]) };
        // From axis 0 on everything, the images of a batch too, is one vector.
        if (axis == 0 && x.Layout.Batch is { } batch && x.Layout.Axes is [[..], ..] && x.Layout.HasBatch(0))
            x = x with { Layout = x.Layout with { Axes = [[.. x.Layout.Axes[0].Where(a => a != batch)], .. x.Layout.Axes.Skip(1).SkipLast(1), [.. x.Layout.Axes[^1], batch]] } };
        Regroup(s, x, dims);
    }

    public static void Reshape(ImportStage s)
    {
        ImportValue x = s.Value();
        long[] shape = s.Opset < 5 ? s.Attributes.Integers("shape") ?? throw new OnnxNodeException("attribute 'shape' is missing") : s.Constant(1, "shape").ToLongs();
        int[] dims = Target(s, x, shape);
        if (s.IsLayer && dims.Length == 2) s.Set(new ImportValue(s.Add(new Reshape(Fovea.Shape.Vector(dims[1])), [x.Node]), x.Layout.Like(dims, [1])));
        else Regroup(s, x, dims);
    }

    public static void Squeeze(ImportStage s)
    {
        ImportValue x = s.Value();
        int[] axes = AxesOf(s, x.Rank) ?? [.. Enumerable.Range(0, x.Rank).Where(a => x.Dims[a] == 1 && !x.Layout.HasBatch(a))];
        if (axes.Any(a => x.Dims[a] != 1)) throw new OnnxNodeException($"it drops axes {string.Join(", ", axes)} of {OnnxTensor.Text(x.Dims)}", "they have size 1");
        Regroup(s, x, [.. x.Dims.Where((_, i) => !axes.Contains(i))]);
    }

    public static void Unsqueeze(ImportStage s)
    {
        ImportValue x = s.Value();
        long[] at = s.Opset < 13 ? s.Attributes.Integers("axes") ?? [] : s.Constant(1, "axes").ToLongs();
        int rank = x.Rank + at.Length;
        CheckRank(rank);
        int[] axes = Once([.. at.Select(a => ImportStage.Axis(a, rank))]);
        Queue<int> rest = new(x.Dims);
        Regroup(s, x, [.. Enumerable.Range(0, rank).Select(i => axes.Contains(i) ? 1 : rest.Dequeue())]);
    }

    public static void Shape(ImportStage s)
    {
        ImportValue x = s.Value();
        int start = Clamped(s.Attributes.Integer("start", 0), x.Rank), end = Clamped(s.Attributes.Integer("end", x.Rank), x.Rank);
        s.SetConstant(OnnxTensor.Vector([.. x.Dims.Skip(start).Take(Math.Max(end - start, 0)).Select(d => (long)d)]));
    }

    public static void Size(ImportStage s) => s.SetConstant(OnnxTensor.Scalar(s.Value().Dims.Aggregate(1L, (n, d) => n * d)));

    /// <summary>The axes of an attribute, which later became the second input; null when there is none.</summary>
    public static int[]? AxesOf(ImportStage s, int rank, int attributeBefore = 13)
    {
        long[]? axes = s.Opset < attributeBefore ? s.Attributes.Integers("axes") : s.Optional(1, "axes")?.ToLongs();
        if (axes is null) return null;
        if (axes.Length > rank) throw new OnnxNodeException($"it names {axes.Length} axes", $"its input has {rank}");
        return Once([.. axes.Select(a => ImportStage.Axis(a, rank))]);
    }

    private static int[] Once(int[] axes) => axes.Distinct().Count() == axes.Length ? axes
        : throw new OnnxNodeException($"its axes are {string.Join(", ", axes)}", "each axis is named once");

    private static void CheckRank(int rank)
    {
        if (rank > MostAxes) throw new OnnxNodeException($"it makes {rank} axes", $"a value has at most {MostAxes}");
    }

    private static void Regroup(ImportStage s, ImportValue x, int[] dims)
    {
        ImportValue value = s.Reshaped(x, dims);
        // Feature maps as one vector are a layer of their own, so that what follows sees a vector; it moves nothing.
        if (dims.Length == 2 && dims[0] == 1 && value.Node.Shape.Rank != 1) value = value with { Node = s.Add(new Flatten(), [value.Node]) };
        s.Set(value);
    }

    private static int[] Target(ImportStage s, ImportValue x, long[] shape)
    {
        CheckRank(shape.Length);
        bool zeros = s.Attributes.Integer("allowzero", 0) != 0;
        long[] target = [.. shape.Select((d, i) => d == 0 && !zeros ? i < x.Rank ? x.Dims[i] : throw new OnnxNodeException($"its shape is {string.Join(", ", shape)}, its input {OnnxTensor.Text(x.Dims)}") : d)];
        long count = x.Dims.Aggregate(1L, (n, d) => n * d);
        // Files written for a fixed number of images name it here.
        if (s.FixedBatch > 1 && target.Length > 0 && target[0] == s.FixedBatch && !Fits(target, count)) target[0] = 1;
        if (!Fits(target, count))
            throw new OnnxNodeException($"{OnnxTensor.Text(x.Dims)} cannot become {string.Join('×', shape)}", "both have as many elements, for one image",
                s.FixedBatch > 1 ? $"the file is written for {s.FixedBatch} images at once; export it for one or for any number" : null);
        long known = target.Where(d => d >= 0).Aggregate(1L, (n, d) => n * d);
        return [.. target.Select(d => (int)(d < 0 ? count / known : d))];
    }

    private static bool Fits(long[] target, long count)
    {
        long known = target.Where(d => d >= 0).Aggregate(1L, (n, d) => d == 0 || n > long.MaxValue / d ? 0 : n * d);
        return known > 0 && target.Count(d => d < 0) switch { 0 => known == count, 1 => count % known == 0, _ => false };
    }

    private static int Clamped(long axis, int rank) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);

    private static int Product(IEnumerable<int> dims) => dims.Aggregate(1, (n, d) => checked(n * d));
}
