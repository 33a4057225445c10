namespace Fovea.Onnx;

/// <summary><see cref="LocalResponseNorm"/> is ONNX's LRN.</summary>
internal static class OnnxLocalResponseNorm
{
    public static void Export(LocalResponseNorm op, ExportStage s)
        => s.Emit("LRN", [s.Input()], Tensors.Int("size", op.Size), Tensors.Float("alpha", op.Alpha), Tensors.Float("beta", op.Beta), Tensors.Float("bias", op.K));
}
