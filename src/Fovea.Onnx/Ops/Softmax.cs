namespace Fovea.Onnx;

/// <summary><see cref="Softmax"/> is ONNX's Softmax over axis 1, the channels.</summary>
internal static class OnnxSoftmax
{
    public static void Export(Softmax op, ExportStage s) => s.Emit("Softmax", [s.Input()], Tensors.Int("axis", 1));
}
