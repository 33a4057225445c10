namespace Fovea.Onnx;

/// <summary><see cref="Reduce"/> is ONNX's reduction of the same name; axes stay with size 1.</summary>
internal static class OnnxReduce
{
    public static void Export(Reduce op, ExportStage s)
    {
        bool image = s.InputShape().IsImage;
        var axes = new List<long>();
        if (op.Channels) axes.Add(1);
        if (op.Height && image) axes.Add(2);
        if (op.Width && image) axes.Add(3);
        s.Emit("Reduce" + op.Kind, [s.Input(), s.Integers("axes", [.. axes])], Tensors.Int("keepdims", 1));
    }
}
