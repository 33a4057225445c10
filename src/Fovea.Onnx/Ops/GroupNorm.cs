namespace Fovea.Onnx;

/// <summary>
/// <see cref="GroupNorm"/>: one channel a group is ONNX's InstanceNormalization; else GroupNormalization where it has a scale for each channel,
/// from version 21, and before that an instance norm of the groups laid out as channels, then scale and shift.
/// </summary>
internal static class OnnxGroupNorm
{
    public static void Export(GroupNorm op, ExportStage s)
    {
        Shape x = s.InputShape();
        int groups = op.GroupsOf(x);
        if (groups == x.Channels)
        {
            s.Emit("InstanceNormalization", [s.Input(), s.Weight("weight"), s.Weight("bias")], Tensors.Float("epsilon", op.Epsilon));
            return;
        }
        if (s.Opset >= 21)
        {
            s.Emit("GroupNormalization", [s.Input(), s.Weight("weight"), s.Weight("bias")], Tensors.Int("num_groups", groups), Tensors.Float("epsilon", op.Epsilon));
            return;
        }
        string rows = s.Part("Reshape", [s.Input(), s.Integers("groups", 0, groups, -1)]);
        string ones = s.Constants("ones", [.. Enumerable.Repeat(1f, groups)]), zeros = s.Constants("zeros", new float[groups]);
        string norm = s.Part("InstanceNormalization", [rows, ones, zeros], Tensors.Float("epsilon", op.Epsilon));
        string maps = s.Part("Reshape", [norm, s.Integers("maps", 0, x.Channels, x.Height, x.Width)]);
        string scaled = s.Part("Mul", [maps, s.Weight("weight", x.Channels, 1, 1)]);
        s.Emit("Add", [scaled, s.Weight("bias", x.Channels, 1, 1)]);
    }
}
