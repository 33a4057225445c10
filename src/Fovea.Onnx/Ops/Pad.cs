namespace Fovea.Onnx;

/// <summary><see cref="Pad"/> is ONNX's Pad with zeros.</summary>
internal static class OnnxPad
{
    public static void Export(Pad op, ExportStage s)
        => s.Emit("Pad", [s.Input(), s.Integers("pads", 0, 0, op.Top, op.Left, 0, 0, op.Bottom, op.Right)]);
}
