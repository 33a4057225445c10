namespace Fovea.Onnx;

/// <summary><see cref="Add"/> is ONNX's Add for two values and Sum for more; <see cref="Concat"/> joins along axis 1, the channels.</summary>
internal static class OnnxJoin
{
    public static void Export(Add op, ExportStage s) => s.Emit(s.Inputs == 2 ? "Add" : "Sum", OnnxBinary.Stretching(s));

    public static void Export(Concat op, ExportStage s) => s.Emit("Concat", s.AllInputs(), Tensors.Int("axis", 1));

    public static void ImportConcat(ImportStage s)
    {
        if (Enumerable.Range(0, s.Inputs).Any(s.IsConstant))
        {
            OnnxEmbedding.ImportTokens(s);
            return;
        }
        ImportValue first = s.Value();
        int axis = ImportStage.Axis(s.Attributes.Integer("axis", 1), first.Rank);
        if (first.Layout.HasBatch(axis)) throw new OnnxNodeException("it joins the images of a batch", "a network is the function of one image");
        ImportValue[] values = [.. Enumerable.Range(0, s.Inputs).Select(s.Value)];
        foreach (ImportValue v in values)
            if (v.Rank != first.Rank || Enumerable.Range(0, v.Rank).Any(i => i != axis && v.Dims[i] != first.Dims[i]))
                throw new OnnxNodeException($"it joins {string.Join(" and ", values.Select(x => OnnxTensor.Text(x.Dims)))} along axis {axis}", "all other axes are alike");
        if (values.Length == 1)
        {
            s.Set(first);
            return;
        }
        (ImportValue whole, _) = s.Innermost(first, ordered: true, axis);
        List<ImportNode> nodes = [whole.Node];
        foreach (ImportValue v in values.Skip(1)) nodes.Add(Like(s, v, whole, axis).Node);
        ImportNode made = s.Add(new Concat(), nodes);
        s.Set(new ImportValue(made, whole.Layout.WithInnermost(axis, values.Sum(v => v.Dims[axis]))));
    }

    // The value with its other axes in the order of the first's, and the axis of the join innermost.
    private static ImportValue Like(ImportStage s, ImportValue value, ImportValue whole, int axis)
    {
        int[] pixels = [.. Enumerable.Range(0, value.Rank).Where(a => a != axis && value.Dims[a] > 1)];
        Shape shape = whole.Node.Shape, own = shape.IsImage ? Shape.Image(shape.Height, shape.Width, value.Dims[axis]) : Shape.Vector(value.Dims[axis]);
        foreach (int[] order in Orders(pixels))
            if (whole.Layout.Storage.Take(whole.Layout.Order(order).Length).SequenceEqual(whole.Layout.Order(order)))
                return s.InOrder(value, value.Layout.Order([.. order, axis]), own);
        throw new OnnxNodeException("its values are cut into different pieces");
    }

    private static IEnumerable<int[]> Orders(int[] axes) => axes.Length <= 1 ? [axes]
        : axes.SelectMany(first => Orders([.. axes.Where(a => a != first)]).Select(rest => (int[])[first, .. rest]));
}
