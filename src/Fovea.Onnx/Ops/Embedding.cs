namespace Fovea.Onnx;

/// <summary><see cref="Position"/> is an Add with a value for every element; <see cref="ClassToken"/> joins its value, repeated for each image, and the tokens.</summary>
internal static class OnnxEmbedding
{
    public static void Export(Position op, ExportStage s)
        => s.Emit("Add", [s.Input(), s.Node.Shape.IsImage ? s.Part("Transpose", [s.Weight("weight")], Tensors.Ints("perm", 2, 0, 1)) : s.Weight("weight")]);

    public static void Export(ClassToken op, ExportStage s)
    {
        string images = s.Part("Shape", [s.Input()], Tensors.Int("start", 0), Tensors.Int("end", 1));
        string shape = s.Part("Concat", [images, s.Integers("ones", 1, 1, 1)], Tensors.Int("axis", 0));
        string token = s.Part("Reshape", [s.Weight("weight"), s.Integers("weight/shape", 1, -1, 1, 1)]);
        s.Emit("Concat", [s.Part("Expand", [token, shape]), s.Input()], Tensors.Int("axis", 2));
    }

    /// <summary>A join of constant tokens and what follows them: class tokens.</summary>
    public static void ImportTokens(ImportStage s)
    {
        if (s.Inputs != 2 || !s.IsConstant(0)) throw new OnnxNodeException("it joins constants and activations", "one constant, in front: the class token");
        ImportValue x = s.Value(1);
        OnnxTensor tokens = s.Constant(0, "tokens");
        int axis = ImportStage.Axis(s.Attributes.Integer("axis", 1), x.Rank);
        int[] others = [.. Enumerable.Range(0, x.Rank).Where(a => a != axis && x.Dims[a] > 1)];
        int channels = others.Length == 1 ? others[0] : axis == x.Rank - 1 ? 1 : x.Rank - 1;
        if (others.Length > 1 || tokens.Rank != x.Rank || Enumerable.Range(0, x.Rank).Any(a => a != axis && tokens.Dims[a] != x.Dims[a]) || x.Layout.HasBatch(axis))
            throw new OnnxNodeException($"it joins a constant {OnnxTensor.Text(tokens.Dims)} and {OnnxTensor.Text(x.Dims)}", "tokens are N × L × D");
        ImportNode node = s.As(x, [axis], [], [channels]).Node;
        float[] values = tokens.ToFloats();
        int count = tokens.Dims[axis], size = values.Length / count;
        for (int t = count - 1; t >= 0; t--)
        {
            node = t == 0 ? s.Add(new ClassToken(), [node]) : s.Add(new ClassToken(), [node], $"token{t}");
            node.Parameters.Add("weight", [.. Enumerable.Range(0, size).Select(c => values[channels > axis ? t * size + c : c * count + t])]);
        }
        ImportStage.NameBy(node, [s.Node.Inputs[0]]);
        int[] dims = [.. x.Dims];
        dims[axis] += count;
        s.Set(new ImportValue(node, x.Layout.Like(dims, [axis, channels])));
    }
}
