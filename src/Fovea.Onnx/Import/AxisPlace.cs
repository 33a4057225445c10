namespace Fovea.Onnx;

/// <summary>Where an ONNX axis lies in nodes: which of their axes it is, and which ONNX axes make the others.</summary>
/// <param name="Axis">The axis of the node.</param>
/// <param name="Groups">For each axis of the node its ONNX axes.</param>
internal sealed record AxisPlace(Axis Axis, int[][] Groups)
{
    /// <summary>The place that moves the least: where the axis lies in the first value that has it larger than 1.</summary>
    /// <param name="values">Values that differ along the axis alone.</param>
    /// <param name="axis">The ONNX axis.</param>
    public static AxisPlace Of(IReadOnlyList<ImportValue> values, int axis)
    {
        int rank = values[0].Rank;
        if (rank == 4 && axis > 0 && values.All(IsMaps)) return new(axis switch { 1 => Axis.Channels, 2 => Axis.Height, _ => Axis.Width }, [[2], [3], [1]]);
        ImportValue model = values.FirstOrDefault(v => v.Dims[axis] > 1) ?? values[0];
        int[] others = [.. Enumerable.Range(0, rank).Where(a => a != axis && model.Dims[a] > 1)];
        int[] order = model.Layout.InMemory() ?? [.. others, axis];
        // An axis of size 1 lies anywhere: channels behind, tokens in front.
        if (!order.Contains(axis)) order = axis == rank - 1 || (rank == 4 && axis == 1) ? [.. order, axis] : [axis, .. order];
        int at = Array.IndexOf(order, axis);
        int[] before = order[..at], behind = order[(at + 1)..];
        if (behind.Length == 0)
            return new(Axis.Channels, before.Length switch { 0 => [[axis]], 2 => [[before[0]], [before[1]], [axis]], _ => [before, [], [axis]] });
        return before.Length == 0
            ? new(Axis.Height, behind.Length == 2 ? [[axis], [behind[0]], [behind[1]]] : [[axis], [], behind])
            : new(Axis.Width, [before, [axis], behind]);
    }

    private static bool IsMaps(ImportValue v)
        => v.Node.Shape == Shape.Image(v.Dims[2], v.Dims[3], v.Dims[1]) && v.Layout.Storage.SequenceEqual(v.Layout.Order([2, 3, 1]));
}
