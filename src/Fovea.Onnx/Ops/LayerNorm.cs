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
}
