namespace Fovea.Onnx;

/// <summary>Activations: most are one ONNX node, the others a few.</summary>
internal static class OnnxActivation
{
    public static void Export(Relu op, ExportStage s) => s.Emit("Relu", [s.Input()]);

    public static void Export(LeakyRelu op, ExportStage s) => s.Emit("LeakyRelu", [s.Input()], Tensors.Float("alpha", op.Slope));

    // ONNX broadcasts from the last axis: the slopes of maps stand along the first of C H W.
    public static void Export(PRelu op, ExportStage s)
        => s.Emit("PRelu", [s.Input(), op.Shared || !s.InputShape().IsImage ? s.Weight("weight") : s.Weight("weight", s.InputShape().Channels, 1, 1)]);

    public static void Export(Relu6 op, ExportStage s) => s.Emit("Clip", [s.Input(), s.Constant("min", 0f), s.Constant("max", 6f)]);

    public static void Export(Elu op, ExportStage s) => s.Emit("Elu", [s.Input()], Tensors.Float("alpha", op.Alpha));

    // ONNX's defaults are Fovea's constants.
    public static void Export(Selu op, ExportStage s) => s.Emit("Selu", [s.Input()]);

    public static void Export(Gelu op, ExportStage s)
    {
        if (s.Opset >= 20)
        {
            s.Emit("Gelu", [s.Input()]); // the exact one is the default
            return;
        }
        // x·(1 + erf(x/√2))·½, in the order in which runtimes recognise it.
        string erf = s.Part("Erf", [s.Part("Div", [s.Input(), s.Constant("root", MathF.Sqrt(2))])]);
        string twice = s.Part("Mul", [s.Input(), s.Part("Add", [erf, s.Constant("one", 1f)])]);
        s.Emit("Mul", [twice, s.Constant("half", 0.5f)]);
    }

    public static void Export(Silu op, ExportStage s) => s.Emit("Mul", [s.Input(), s.Part("Sigmoid", [s.Input()])]);

    public static void Export(HardSwish op, ExportStage s) => s.Emit("HardSwish", [s.Input()]);

    // ONNX has min(max(alpha·x + beta, 0), 1).
    public static void Export(HardSigmoid op, ExportStage s)
        => s.Emit("HardSigmoid", [s.Input()], Tensors.Float("alpha", 1f / 6), Tensors.Float("beta", 0.5f));

    public static void Export(Softplus op, ExportStage s) => s.Emit("Softplus", [s.Input()]);

    public static void Export(Sigmoid op, ExportStage s) => s.Emit("Sigmoid", [s.Input()]);

    public static void Export(Tanh op, ExportStage s) => s.Emit("Tanh", [s.Input()]);
}
