namespace Fovea.Onnx;

/// <summary><see cref="Pad"/> and <see cref="PadChannels"/> are ONNX's Pad with zeros.</summary>
/// <remarks>
/// ONNX Runtime (1.17 to 1.31 at least) moves a Pad into a pooling behind it, although the maximum there would see −∞ and not zeros, and
/// although a pooling takes no padding as large as its window. It leaves a Pad alone that names its axes, so only what convolutions
/// read, where the move is right, does not name them.
/// </remarks>
internal static class OnnxPad
{
    public static void Export(Pad op, ExportStage s)
    {
        if (s.Consumers.All(c => c.Op is Conv2d)) s.Emit("Pad", [s.Input(), s.Integers("pads", 0, 0, op.Top, op.Left, 0, 0, op.Bottom, op.Right)]);
        else s.Emit("Pad", OfAxes(s, op.Top, op.Left, op.Bottom, op.Right));
    }

    public static void Export(PadChannels op, ExportStage s)
        => s.Emit("Pad", [s.Input(), s.Integers("pads", op.Before, op.Behind), "", s.Integers("axes", 1)]);

    /// <summary>The inputs of a Pad that stays where it is.</summary>
    public static string[] OfAxes(ExportStage s, int top, int left, int bottom, int right)
        => [s.Input(), s.Integers("pads", top, left, bottom, right), "", s.Integers("axes", 2, 3)];
}
