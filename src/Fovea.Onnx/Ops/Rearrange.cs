namespace Fovea.Onnx;

/// <summary>Values at other places: ONNX's axes are N, C, H, W.</summary>
internal static class OnnxRearrange
{
    /// <summary>Number of an axis in ONNX.</summary>
    public static int Of(Axis axis) => axis switch { Axis.Height => 2, Axis.Width => 3, _ => 1 };

    public static void Export(Transpose op, ExportStage s) => s.Emit("Transpose", [s.Input()], Tensors.Ints("perm", 0, Of(op.Third), Of(op.First), Of(op.Second)));

    // The order of numbers is Fovea's: channels last.
    public static void Export(Reshape op, ExportStage s)
    {
        Shape y = s.Node.Shape;
        string x = s.ChannelsLast(0);
        if (!y.IsImage) s.Emit("Reshape", [x, s.Integers("shape", 0, y.Channels)]);
        else s.EmitChannelsLast(s.Part("Reshape", [x, s.Integers("shape", 0, y.Height, y.Width, y.Channels)]));
    }

    public static void Export(Slice op, ExportStage s)
    {
        (Kernels.AxisSlice Part, int Axis)[] parts = [.. new[] { (op.Channels, 1), (op.Height, 2), (op.Width, 3) }.Where(p => !p.Item1.IsWhole)];
        if (parts.Length == 0)
        {
            s.Emit("Identity", [s.Input()]);
            return;
        }
        // Going back ends before place 0, which ONNX writes as a number below all places.
        long[] ends = [.. parts.Select(p => p.Part.Start + (long)p.Part.Count * p.Part.Step is var end and >= 0 ? end : int.MinValue)];
        s.Emit("Slice", [s.Input(), s.Integers("starts", [.. parts.Select(p => (long)p.Part.Start)]), s.Integers("ends", ends),
            s.Integers("axes", [.. parts.Select(p => (long)p.Axis)]), s.Integers("steps", [.. parts.Select(p => (long)p.Part.Step)])]);
    }
}
