namespace Fovea.Lab;

/// <summary>A layer as the hierarchy counts them: what computes, with the norm, activation and dropout behind it.</summary>
/// <param name="Start">What computes.</param>
/// <param name="End">The last node of it: what is measured.</param>
/// <param name="Before">Layers that it is computed from; the input where there are none.</param>
internal sealed record LayerPoint(Node Start, Node End, IReadOnlyList<Node> Before)
{
    /// <summary>The layers of a network in its order, behind the input itself.</summary>
    public static IReadOnlyList<LayerPoint> Of(Graph graph)
    {
        var points = new List<LayerPoint> { new(graph.Input, graph.Input, []) };
        var ends = new HashSet<Node> { graph.Input };
        foreach (Node start in graph.Nodes.Skip(1).Where(Computes))
        {
            Node end = start;
            while (graph.Consumers(end) is [Node next] && Follows(next)) end = next;
            if (!ends.Add(end)) continue;
            var before = new List<Node>();
            var seen = new HashSet<Node>();
            foreach (Node input in start.Inputs) Collect(input, ends, before, seen);
            points.Add(new LayerPoint(start, end, before));
        }
        return points;
    }

    private static void Collect(Node node, HashSet<Node> ends, List<Node> found, HashSet<Node> seen)
    {
        if (!seen.Add(node)) return;
        if (ends.Contains(node)) found.Add(node);
        else
            foreach (Node input in node.Inputs) Collect(input, ends, found, seen);
    }

    private static bool Computes(Node node) => !Follows(node) && (node.Op is Add or Concat or Attention || node.Parameters.Any(p => p.IsTrainable));

    private static bool Follows(Node node) => node.Op is BatchNorm or LayerNorm or GroupNorm or LocalResponseNorm or Activation or PRelu or Dropout;
}
