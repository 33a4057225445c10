namespace Fovea.Onnx;

/// <summary><see cref="LocalResponseNorm"/> is ONNX's LRN.</summary>
internal static class OnnxLocalResponseNorm
{
    public static void Export(LocalResponseNorm op, ExportStage s)
        => s.Emit("LRN", [s.Input()], Tensors.Int("size", op.Size), Tensors.Float("alpha", op.Alpha), Tensors.Float("beta", op.Beta), Tensors.Float("bias", op.K));

    public static void Import(ImportStage s)
    {
        ImportValue x = s.Value();
        int size = s.Attributes.Small("size", 0);
        if (size % 2 != 1) throw new OnnxNodeException($"its size is {size}", "Fovea's window is odd");
        ImportValue maps = s.Maps(x, ordered: true);
        var op = new LocalResponseNorm(size, s.Attributes.Number("alpha", 1e-4f), s.Attributes.Number("beta", 0.75f), s.Attributes.Number("bias", 1));
        s.Set(maps with { Node = s.Add(op, [maps.Node]) });
    }
}
