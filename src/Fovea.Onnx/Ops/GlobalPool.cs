namespace Fovea.Onnx;

/// <summary><see cref="GlobalMaxPool"/> and <see cref="GlobalAveragePool"/>: ONNX's leave maps of 1×1, so Flatten follows.</summary>
internal static class OnnxGlobalPool
{
    public static void Export(GlobalMaxPool op, ExportStage s) => Export("GlobalMaxPool", s);

    public static void Export(GlobalAveragePool op, ExportStage s) => Export("GlobalAveragePool", s);

    private static void Export(string op, ExportStage s) => s.Emit("Flatten", [s.Part(op, [s.Input()])], Tensors.Int("axis", 1));
}
