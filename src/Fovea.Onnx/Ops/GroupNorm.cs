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

    public static void ImportGroups(ImportStage s)
    {
        ImportValue x = s.Value();
        int groups = s.Attributes.Small("num_groups", 1);
        ImportValue maps = s.Maps(x, ordered: true);
        int channels = x.Dims[1];
        if (groups < 1 || channels % groups != 0) throw new OnnxNodeException($"{groups} groups for {channels} channels", "the groups divide the channels");
        // Until version 21 there was a scale for each group.
        float[] scale = s.Constant(1, "scale").ToFloats(), shift = s.Constant(2, "bias").ToFloats();
        float[] Each(float[] v) => v.Length == channels ? v : v.Length == groups ? [.. s.Index(maps, 1).Select(c => v[c / (channels / groups)])]
            : throw new OnnxNodeException($"{v.Length} scales for {channels} channels in {groups} groups");
        s.Set(maps with { Node = s.Add(new GroupNorm(groups, s.Attributes.Number("epsilon", 1e-5f)), maps.Node, [("weight", Each(scale)), ("bias", Each(shift))], 1, 2) });
    }

    /// <summary>Each channel by itself; on groups laid out as channels it is a group norm of the maps that they were.</summary>
    public static void ImportInstances(ImportStage s)
    {
        ImportValue x = s.Value();
        float epsilon = s.Attributes.Number("epsilon", 1e-5f);
        float[] scale = s.Constant(1, "scale").ToFloats(), shift = s.Constant(2, "bias").ToFloats();
        if (x.Rank < 2) throw new OnnxNodeException($"it reads {OnnxTensor.Text(x.Dims)}", "its channels are the second axis");
        if (scale.Length != x.Dims[1] || shift.Length != x.Dims[1]) throw new OnnxNodeException($"{scale.Length} scales for {x.Dims[1]} channels");
        ImportNode node = x.Node;
        Atom[] groups = x.Layout.Order([1]);
        if (x.Rank == 3 && node.Shape.IsImage && Channels(x) is { } channels && channels.Take(groups.Length).SequenceEqual(groups))
        {
            int size = node.Shape.Channels / x.Dims[1];
            float[] Each(float[] v)
            {
                float[] all = s.Fill(0, node.Shape.Channels);
                for (int c = 0; c < all.Length; c++) all[c] = v[c / size];
                return all;
            }

            s.Set(x with { Node = s.Add(new GroupNorm(size == 1 && x.Dims[1] > 1 ? 0 : x.Dims[1], epsilon), node, [("weight", Each(scale)), ("bias", Each(shift))], 1, 2) });
            return;
        }
        ImportValue maps = s.Maps(x);
        int[] index = s.Index(maps, 1);
        s.Set(maps with { Node = s.Add(new GroupNorm(0, epsilon), maps.Node, [("weight", [.. index.Select(c => scale[c])]), ("bias", [.. index.Select(c => shift[c])])], 1, 2) });
    }

    // The atoms that make the last axis of the node.
    private static Atom[]? Channels(ImportValue x)
    {
        int size = 1, count = 0;
        while (size < x.Node.Shape.Channels && count < x.Layout.Storage.Count) size *= x.Layout.Storage[^++count].Size;
        return size == x.Node.Shape.Channels ? [.. x.Layout.Storage.TakeLast(count)] : null;
    }
}
