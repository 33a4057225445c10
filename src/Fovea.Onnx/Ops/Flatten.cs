namespace Fovea.Onnx;

/// <summary><see cref="Flatten"/> is ONNX's Flatten; for the order of its elements see <see cref="ChannelsFirst"/>.</summary>
internal static class OnnxFlatten
{
    public static void Export(Flatten op, ExportStage s) => s.Emit("Flatten", [s.Input()], Tensors.Int("axis", 1));
}
