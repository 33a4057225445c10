namespace Fovea.Onnx;

/// <summary>
/// <see cref="LayerNorm"/> is ONNX's LayerNormalization over the last axis; maps have their channels there between two transpositions.
/// </summary>
internal static class OnnxLayerNorm
{
    public static void Export(LayerNorm op, ExportStage s)
    {
        string weight = s.Weight("weight"), bias = s.Weight("bias");
        if (!s.InputShape().IsImage)
        {
            s.Emit("LayerNormalization", [s.Input(), weight, bias], Tensors.Int("axis", -1), Tensors.Float("epsilon", op.Epsilon));
            return;
        }
        string last = s.Part("Transpose", [s.Input()], Tensors.Ints("perm", 0, 2, 3, 1));
        string norm = s.Part("LayerNormalization", [last, weight, bias], Tensors.Int("axis", -1), Tensors.Float("epsilon", op.Epsilon));
        s.Emit("Transpose", [norm], Tensors.Ints("perm", 0, 3, 1, 2));
    }

    public static void Import(ImportStage s)
    {
        ImportValue x = s.Value();
        int[] axes = [.. Enumerable.Range(0, x.Rank).Skip(ImportStage.Axis(s.Attributes.Integer("axis", -1), x.Rank))];
        if (axes.Any(x.Layout.HasBatch)) throw new OnnxNodeException("it normalises over the images of a batch", "a network is the function of one image");
        ImportValue value = s.Innermost(x, ordered: false, axes);
        int[] index = s.Index(value, axes);
        float[] scale = Values(s.Optional(1, "scale"), index, 1), shift = Values(s.Optional(2, "bias"), index, 0);
        ImportNode made = s.Add(new LayerNorm(s.Attributes.Number("epsilon", 1e-5f)), value.Node, [("weight", scale), ("bias", shift)], 1, 2);
        s.Set(value with { Node = made });
    }

    private static float[] Values(OnnxTensor? file, int[] index, float absent)
    {
        if (file is null) return [.. index.Select(_ => absent)];
        float[] values = file.ToFloats();
        return values.Length == index.Length || values.Length == 1 ? [.. index.Select(i => values[values.Length == 1 ? 0 : i])]
            : throw new OnnxNodeException($"its scale or bias is {OnnxTensor.Text(file.Dims)} for {index.Length} values", "there is one for each normalised value");
    }
}
