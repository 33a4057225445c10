namespace Fovea.Onnx;

/// <summary><see cref="Add"/> is ONNX's Add for two values and Sum for more; <see cref="Concat"/> joins along axis 1, the channels, unless it names another.</summary>
internal static class OnnxJoin
{
    public static void Export(Add op, ExportStage s) => s.Emit(s.Inputs == 2 ? "Add" : "Sum", OnnxBinary.Stretching(s));

    public static void Export(Concat op, ExportStage s) => s.Emit("Concat", s.AllInputs(), Tensors.Int("axis", OnnxRearrange.Of(op.Axis)));
}
