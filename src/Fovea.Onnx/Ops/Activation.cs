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

    /// <summary>An activation without numbers of its own.</summary>
    public static Action<ImportStage> Import(Func<Op> op) => s => Import(s, op());

    private static void Import(ImportStage s, Op op)
    {
        ImportValue x = s.Value();
        s.Set(x with { Node = s.Add(op, [x.Node]) });
    }

    public static void ImportLeaky(ImportStage s) => Import(s, new LeakyRelu(s.Attributes.Number("alpha", 0.01f)));

    public static void ImportElu(ImportStage s) => Import(s, new Elu(s.Attributes.Number("alpha", 1)));

    public static void ImportCelu(ImportStage s) => Import(s, new Celu(s.Attributes.Number("alpha", 1)));

    public static void ImportThresholded(ImportStage s) => Import(s, new ThresholdedRelu(s.Attributes.Number("alpha", 1)));

    public static void ImportSelu(ImportStage s)
    {
        float alpha = s.Attributes.Number("alpha", 1.67326319f), gamma = s.Attributes.Number("gamma", 1.05070102f);
        // The first versions wrote fewer digits.
        if (MathF.Abs(alpha - 1.67326319f) > 1e-3f || MathF.Abs(gamma - 1.05070102f) > 1e-3f) throw new OnnxNodeException($"alpha is {alpha}, gamma {gamma}", "Fovea has 1.6732632 and 1.050701");
        Import(s, new Selu());
    }

    public static void ImportGelu(ImportStage s) => Import(s, s.Attributes.Word("approximate", "none") switch
    {
        "none" => new Gelu(),
        "tanh" => new TanhGelu(),
        string other => throw new OnnxNodeException($"its approximation is {other}", "it is none or tanh"),
    });

    public static void ImportSwish(ImportStage s)
        => Import(s, s.Attributes.Number("alpha", 1) == 1 ? new Silu() : throw new OnnxNodeException($"alpha is {s.Attributes.Number("alpha", 1)}", "Fovea has alpha 1"));

    public static void ImportHardSigmoid(ImportStage s)
    {
        float alpha = s.Attributes.Number("alpha", 0.2f), beta = s.Attributes.Number("beta", 0.5f);
        if (MathF.Abs(alpha - 1f / 6) < 1e-6f && beta == 0.5f)
        {
            Import(s, new HardSigmoid());
            return;
        }
        ImportValue x = s.Value();
        ImportNode line = s.Add(new Scale(), [x.Node], "line");
        line.Parameters.Add("weight", s.Fill(alpha, x.Node.Shape.Channels));
        line.Parameters.Add("bias", s.Fill(beta, x.Node.Shape.Channels));
        s.Set(x with { Node = s.Add(new Clip(0, 1), [line]) });
    }

    public static void ImportClip(ImportStage s)
    {
        float min = s.Opset < 11 ? s.Attributes.Number("min", float.NegativeInfinity) : s.Number(1, "minimum") ?? float.NegativeInfinity;
        float max = s.Opset < 11 ? s.Attributes.Number("max", float.PositiveInfinity) : s.Number(2, "maximum") ?? float.PositiveInfinity;
        // The largest numbers stand for no bound.
        if (min <= float.MinValue) min = float.NegativeInfinity;
        if (max >= float.MaxValue) max = float.PositiveInfinity;
        if (float.IsInfinity(min) && float.IsInfinity(max) && !s.IsFoveas) s.Set(s.Value());
        else Import(s, (min, max) switch
        {
            (0, 6) => new Relu6(),
            (0, float.PositiveInfinity) when !s.IsFoveas => new Relu(),
            _ => new Clip(min, max),
        });
    }

    public static void ImportPRelu(ImportStage s)
    {
        ImportValue x = s.Value();
        Stretch slope = Stretch.Of(s, s.Constant(1, "slope"), x);
        if (slope.Axes.Length == 0)
        {
            s.Set(x with { Node = s.Add(new PRelu(Shared: true), x.Node, [("weight", slope.Tensor.ToFloats())], 1) });
            return;
        }
        ImportValue value = s.Innermost(x, ordered: false, slope.Axes);
        int[] index = s.Index(value, slope.Axes);
        Func<int, float> of = slope.Along(x.Dims, slope.Axes);
        s.Set(value with { Node = s.Add(new PRelu(), value.Node, [("weight", [.. index.Select(of)])], 1) });
    }
}
