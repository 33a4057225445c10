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

    // Far above what the layers take, far below what a sum of sizes overflows at.
    private const int MostPixels = 10_000_000;

    public static void Import(ImportStage s)
    {
        ImportValue x = s.Value();
        string mode = s.Attributes.Word("mode", "constant");
        if (mode != "constant") throw new OnnxNodeException($"its mode is {mode}", "Fovea pads with zeros");
        float value = s.Opset < 11 ? s.Attributes.Number("value", 0) : s.Number(2, "value") ?? 0;
        long[] given = s.Opset < 11 ? s.Attributes.Integers("pads") ?? s.Attributes.Integers("paddings") ?? [] : s.Constant(1, "padding").ToLongs();
        int[] axes = s.Optional(3, "axes")?.ToLongs() is { } named ? [.. named.Select(a => ImportStage.Axis(a, x.Rank))] : [.. Enumerable.Range(0, x.Rank)];
        if (given.Length != 2 * axes.Length) throw new OnnxNodeException($"{given.Length} pads for {axes.Length} axes", "two for each axis");
        if (given.Any(p => p is < -MostPixels or > MostPixels)) throw new OnnxNodeException($"its pads are {string.Join(", ", given)}", $"at most {MostPixels:N0} on a side");
        if (axes.Distinct().Count() != axes.Length) throw new OnnxNodeException($"its axes are {string.Join(", ", axes)}", "each axis is named once");
        int[] before = new int[x.Rank], behind = new int[x.Rank];
        for (int i = 0; i < axes.Length; i++) (before[axes[i]], behind[axes[i]]) = ((int)given[i], (int)given[axes.Length + i]);
        if (before.Concat(behind).All(p => p == 0) && !s.IsFoveas)
        {
            s.Set(x);
            return;
        }
        if (value != 0) throw new OnnxNodeException($"it pads with {value}", "Fovea pads with zeros");
        if (before.Concat(behind).Any(p => p < 0)) throw new OnnxNodeException($"its pads are {string.Join(", ", given)}", "a negative pad would cut");
        if (before[0] + behind[0] > 0) throw new OnnxNodeException("it pads the batch", "a network is the function of one image");
        int[] padded = [.. axes.Where(i => i > 0 && (axes.Length < x.Rank || before[i] + behind[i] > 0))];
        if (padded is [int axis] && x.Layout.IsInnermost([axis])) PadLast(s, x, axis, before[axis], behind[axis]);
        else PadPixels(s, x, before, behind);
    }

    private static void PadLast(ImportStage s, ImportValue x, int axis, int before, int behind)
    {
        ImportValue value = s.Innermost(x, ordered: true, axis);
        ImportNode made = s.Add(new PadChannels(before, behind), [value.Node]);
        s.Set(new ImportValue(made, value.Layout.WithInnermost(axis, before + x.Dims[axis] + behind)));
    }

    // Height and width are the two axes besides the batch that are not the innermost in memory.
    private static void PadPixels(ImportStage s, ImportValue x, int[] before, int[] behind)
    {
        if (x.Rank != 4) throw new OnnxNodeException($"it pads {OnnxTensor.Text(x.Dims)}", "Fovea pads feature maps, and channels");
        int[] free = [.. Enumerable.Range(1, 3).Where(a => before[a] + behind[a] == 0)];
        if (free.Length == 0) throw new OnnxNodeException("it pads channels and pixels at once", "one after the other");
        int c = free.Contains(1) && x.Layout.IsInnermost([1]) ? 1 : free.Contains(3) && x.Layout.IsInnermost([3]) ? 3 : free[0];
        int[] hw = [.. Enumerable.Range(1, 3).Where(a => a != c)];
        ImportValue maps = s.As(x, [hw[0]], [hw[1]], [c]);
        ImportNode made = s.Add(new Pad(before[hw[0]], behind[hw[0]], before[hw[1]], behind[hw[1]]), [maps.Node]);
        int[] dims = [.. x.Dims];
        foreach (int axis in hw) dims[axis] += before[axis] + behind[axis];
        s.Set(new ImportValue(made, x.Layout.Like(dims, [hw[0], hw[1], c])));
    }

    /// <summary>Makes zeros in front of a convolution its own padding, unless Fovea itself wrote them as a layer.</summary>
    public static ImportValue TakenOver(ImportStage s, ImportValue maps, ref ImportWindow window)
    {
        if (maps.Node.Op is not Pad pad || !s.MayJoin(maps.Node)) return maps;
        window = window with { Top = window.Top + pad.Top, Bottom = window.Bottom + pad.Bottom, Left = window.Left + pad.Left, Right = window.Right + pad.Right };
        return maps with { Node = maps.Node.Inputs[0] };
    }
}
