namespace Fovea.Onnx;

/// <summary><see cref="Scale"/> is a Mul and an Add with a number for each channel.</summary>
internal static class OnnxScale
{
    public static void Export(Scale op, ExportStage s)
    {
        if (op is { Weight: true, Bias: true }) s.Emit("Add", [s.Part("Mul", [s.Input(), Channels(s, "weight")]), Channels(s, "bias")]);
        else if (op.Weight) s.Emit("Mul", [s.Input(), Channels(s, "weight")]);
        else s.Emit("Add", [s.Input(), Channels(s, "bias")]);
    }

    private static string Channels(ExportStage s, string suffix)
        => s.Node.Shape.IsImage ? s.Part("Reshape", [s.Weight(suffix), s.Integers($"{suffix}/shape", -1, 1, 1)]) : s.Weight(suffix);
}
