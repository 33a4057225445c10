namespace Fovea.Onnx;

/// <summary><see cref="Softmax"/> and <see cref="LogSoftmax"/> are ONNX's over axis 1, the channels.</summary>
internal static class OnnxSoftmax
{
    public static void Export(Softmax op, ExportStage s) => s.Emit("Softmax", [s.Input()], Tensors.Int("axis", 1));

    public static void Export(LogSoftmax op, ExportStage s) => s.Emit("LogSoftmax", [s.Input()], Tensors.Int("axis", 1));

    public static Action<ImportStage> Import(Func<Op> op) => s => Import(s, op());

    private static void Import(ImportStage s, Op op)
    {
        ImportValue x = s.Value();
        // Until opset 13 everything from the axis on was one axis.
        bool old = s.Opset < 13;
        int axis = ImportStage.Axis(s.Attributes.Integer("axis", old ? 1 : -1), x.Rank);
        int[] axes = old ? [.. Enumerable.Range(axis, x.Rank - axis)] : [axis];
        if (axes.Any(x.Layout.HasBatch)) throw new OnnxNodeException("it goes over the images of a batch", "a network is the function of one image");
        ImportValue value = s.Innermost(x, ordered: false, axes);
        s.Set(value with { Node = s.Add(op, [value.Node]) });
    }
}
