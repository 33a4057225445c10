namespace Fovea.Onnx;

/// <summary><see cref="Softmax"/> and <see cref="LogSoftmax"/> are ONNX's over axis 1, the channels.</summary>
internal static class OnnxSoftmax
{
    public static void Export(Softmax op, ExportStage s) => s.Emit("Softmax", [s.Input()], Tensors.Int("axis", 1));

    public static void Export(LogSoftmax op, ExportStage s) => s.Emit("LogSoftmax", [s.Input()], Tensors.Int("axis", 1));
}
