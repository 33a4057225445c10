namespace Fovea.Onnx;

/// <summary>Functions of two values: ONNX stretches axes of size 1 by the same rule.</summary>
internal static class OnnxBinary
{
    public static void Export(Multiply op, ExportStage s) => s.Emit("Mul", Stretching(s));

    public static void Export(Subtract op, ExportStage s) => s.Emit("Sub", Stretching(s));

    public static void Export(Divide op, ExportStage s) => s.Emit("Div", Stretching(s));

    public static void Export(Maximum op, ExportStage s) => s.Emit("Max", Stretching(s));

    public static void Export(Minimum op, ExportStage s) => s.Emit("Min", Stretching(s));

    public static void Export(Power op, ExportStage s) => s.Emit("Pow", Stretching(s));

    /// <summary>The inputs with as many axes as the output has: a vector among feature maps becomes N × C × 1 × 1.</summary>
    public static string[] Stretching(ExportStage s) => [.. Enumerable.Range(0, s.Inputs).Select(i => s.Node.Shape.IsImage && !s.InputShape(i).IsImage
        ? s.Part("Reshape", [s.Input(i), s.Integers($"shape{i}", 0, s.InputShape(i).Channels, 1, 1)])
        : s.Input(i))];
}
