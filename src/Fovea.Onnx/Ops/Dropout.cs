namespace Fovea.Onnx;

/// <summary><see cref="Dropout"/> is ONNX's Dropout, which does nothing unless a runtime trains; it is kept for those that do.</summary>
internal static class OnnxDropout
{
    public static void Export(Dropout op, ExportStage s) => s.Emit("Dropout", [s.Input(), s.Constant("ratio", op.Rate)]);

    public static void Import(ImportStage s)
    {
        if (s.Optional(2, "training mode")?.ToLongs() is [not 0]) throw new OnnxNodeException("it drops values in every run", "a network is a function of its image", "export the network in evaluation mode");
        float rate = s.Opset < 12 ? s.Attributes.Number("ratio", 0.5f) : s.Number(1, "ratio") ?? 0.5f;
        ImportValue x = s.Value();
        s.Set(rate is >= 0 and < 1 ? x with { Node = s.Add(new Dropout(rate), [x.Node]) } : x);
    }
}
