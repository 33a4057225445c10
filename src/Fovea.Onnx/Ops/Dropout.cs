namespace Fovea.Onnx;

/// <summary><see cref="Dropout"/> is ONNX's Dropout, which does nothing unless a runtime trains; it is kept for those that do.</summary>
internal static class OnnxDropout
{
    public static void Export(Dropout op, ExportStage s) => s.Emit("Dropout", [s.Input(), s.Constant("ratio", op.Rate)]);
}
