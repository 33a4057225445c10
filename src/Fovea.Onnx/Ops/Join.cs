namespace Fovea.Onnx;

/// <summary><see cref="Add"/> is ONNX's Add for two values and Sum for more; <see cref="Concat"/> joins along axis 1, the channels, unless it names another.</summary>
internal static class OnnxJoin
{
    public static void Export(Add op, ExportStage s) => s.Emit(s.Inputs == 2 ? "Add" : "Sum", OnnxBinary.Stretching(s));

    public static void Export(Concat op, ExportStage s) => s.Emit("Concat", s.AllInputs(), Tensors.Int("axis", OnnxRearrange.Of(op.Axis)));

    public static void ImportConcat(ImportStage s)
    {
        if (Enumerable.Range(0, s.Inputs).Any(s.IsConstant))
        {
            OnnxEmbedding.ImportTokens(s);
            return;
        }
        ImportValue[] values = [.. Enumerable.Range(0, s.Inputs).Select(s.Value)];
        ImportValue first = values[0];
        int axis = ImportStage.Axis(s.Attributes.Integer("axis", 1), first.Rank);
        if (first.Layout.HasBatch(axis)) throw new OnnxNodeException("it joins the images of a batch", "a network is the function of one image");
        foreach (ImportValue v in values)
            if (v.Rank != first.Rank || Enumerable.Range(0, v.Rank).Any(i => i != axis && v.Dims[i] != first.Dims[i]))
                throw new OnnxNodeException($"it joins {string.Join(" and ", values.Select(x => OnnxTensor.Text(x.Dims)))} along axis {axis}", "all other axes are alike");
        if (values.Length == 1)
        {
            s.Set(first);
            return;
        }
        AxisPlace place = AxisPlace.Of(values, axis);
        ImportNode made = s.Add(new Concat(place.Axis), [.. values.Select(v => s.As(v, place.Groups).Node)]);
        int[] dims = [.. first.Dims];
        dims[axis] = values.Sum(v => v.Dims[axis]);
        s.Set(new ImportValue(made, first.Layout.Like(dims, [.. place.Groups.SelectMany(g => g)])));
    }
}
