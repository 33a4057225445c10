namespace Fovea.Analysis;

/// <summary>
/// The size of every feature map along one axis for any size of the input, without building the network again: which input would suit
/// it is found by trying hundreds.
/// </summary>
internal sealed class AxisSizes(Graph graph, bool rows)
{
    private readonly Node[] nodes = [.. graph.Nodes];
    private readonly int[] sizes = new int[graph.Nodes[^1].Index + 1];

    /// <summary>Sizes by <see cref="Node.Index"/>, valid until the next call; null when a window does not fit or branches do not join.</summary>
    public int[]? At(int size)
    {
        sizes[nodes[0].Index] = size;
        for (int i = 1; i < nodes.Length; i++)
        {
            Node node = nodes[i];
            int x = sizes[node.Inputs[0].Index];
            for (int j = 1; j < node.Inputs.Count; j++)
                if (sizes[node.Inputs[j].Index] != x) return null;
            if ((sizes[node.Index] = Out(node, x)) < 1) return null;
        }
        return sizes;
    }

    /// <summary>The window of a node for an input of <paramref name="size"/> pixels along this axis.</summary>
    public WindowAxis? Window(Node node, int size)
        => WindowAxis.Of(node) is { } w ? (rows ? w.Rows : w.Columns) with { Size = size } : null;

    /// <summary>The size nearest to the present one that fits and meets the condition for every window; null when there is none within reach.</summary>
    /// <param name="meets">Asked for each node with a window.</param>
    /// <param name="reach">How far from the present size to look, in pixels.</param>
    /// <param name="least">No smaller sizes than this.</param>
    public int? Nearest(Func<Node, WindowAxis, bool> meets, int reach, int least = 1)
    {
        int now = rows ? graph.Input.Shape.Height : graph.Input.Shape.Width;
        for (int step = 0; step <= reach; step++)
            foreach (int size in step == 0 ? new[] { now } : [now + step, now - step])
                if (size >= least && At(size) is { } all && nodes.Skip(1).All(n => Window(n, all[n.Inputs[0].Index]) is not { } w || meets(n, w))) return size;
        return null;
    }

    private int Enlarged(Kernels.ConvGeometry g) => rows ? g.InH : g.InW;

    private int Out(Node node, int x) => node.Op switch
    {
        GlobalAveragePool or GlobalMaxPool or Flatten or Dense => 1,
        Pad p => x + (rows ? p.Top + p.Bottom : p.Left + p.Right),
        ConvTranspose2d t => Enlarged(t.Geometry(Shape.Image(x, x, node.Inputs[0].Shape.Channels))),
        Resize r => rows ? r.Axes(Shape.Image(x, x, 1)).Rows.Out : r.Axes(Shape.Image(x, x, 1)).Columns.Out,
        Slice s => (rows ? s.Height : s.Width) is { IsWhole: false } cut ? (Math.Max(cut.Start, cut.Start + (cut.Count - 1) * cut.Step) < x ? cut.Count : 0) : x,
        // What its size will be is not known without building it.
        _ when FieldStep.Mixes(node) => 0,
        _ => Window(node, x) is { } w ? w.Out : x,
    };
}
