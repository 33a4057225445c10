namespace Fovea.Onnx;

/// <summary>Functions of one value: most are one ONNX node of that name.</summary>
internal static class OnnxFunction
{
    public static void Export(Exp op, ExportStage s) => s.Emit("Exp", [s.Input()]);

    public static void Export(Log op, ExportStage s) => s.Emit("Log", [s.Input()]);

    public static void Export(Sqrt op, ExportStage s) => s.Emit("Sqrt", [s.Input()]);

    public static void Export(Abs op, ExportStage s) => s.Emit("Abs", [s.Input()]);

    public static void Export(Negate op, ExportStage s) => s.Emit("Neg", [s.Input()]);

    public static void Export(Reciprocal op, ExportStage s) => s.Emit("Reciprocal", [s.Input()]);

    public static void Export(Softsign op, ExportStage s) => s.Emit("Softsign", [s.Input()]);

    public static void Export(Mish op, ExportStage s) => s.Emit("Mish", [s.Input()]);

    public static void Export(Erf op, ExportStage s) => s.Emit("Erf", [s.Input()]);

    public static void Export(Sin op, ExportStage s) => s.Emit("Sin", [s.Input()]);

    public static void Export(Cos op, ExportStage s) => s.Emit("Cos", [s.Input()]);

    public static void Export(Floor op, ExportStage s) => s.Emit("Floor", [s.Input()]);

    public static void Export(Ceiling op, ExportStage s) => s.Emit("Ceil", [s.Input()]);

    public static void Export(Round op, ExportStage s) => s.Emit("Round", [s.Input()]);

    public static void Export(Sign op, ExportStage s) => s.Emit("Sign", [s.Input()]);

    public static void Export(Celu op, ExportStage s) => s.Emit("Celu", [s.Input()], Tensors.Float("alpha", op.Alpha));

    public static void Export(ThresholdedRelu op, ExportStage s) => s.Emit("ThresholdedRelu", [s.Input()], Tensors.Float("alpha", op.Alpha));

    public static void Export(Raise op, ExportStage s) => s.Emit("Pow", [s.Input(), s.Constant("exponent", op.Exponent)]);

    public static void Export(Clip op, ExportStage s)
        => s.Emit("Clip", [s.Input(), float.IsInfinity(op.Least) ? "" : s.Constant("min", op.Least), float.IsInfinity(op.Most) ? "" : s.Constant("max", op.Most)]);

    public static void Export(TanhGelu op, ExportStage s)
    {
        if (s.Opset >= 20)
        {
            s.Emit("Gelu", [s.Input()], Tensors.Text("approximate", "tanh"));
            return;
        }
        // x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))·½, in the order in which runtimes recognise it.
        string cube = s.Part("Mul", [s.Part("Pow", [s.Input(), s.Constant("three", 3f)]), s.Constant("coefficient", 0.044715f)]);
        string inner = s.Part("Mul", [s.Part("Add", [s.Input(), cube]), s.Constant("root", MathF.Sqrt(2 / MathF.PI))]);
        string twice = s.Part("Mul", [s.Input(), s.Part("Add", [s.Part("Tanh", [inner]), s.Constant("one", 1f)])]);
        s.Emit("Mul", [twice, s.Constant("half", 0.5f)]);
    }
}
