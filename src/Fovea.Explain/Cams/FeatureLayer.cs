namespace Fovea.Explain;

/// <summary>The feature maps that a class activation map weighs, and why these.</summary>
/// <param name="Node">The node.</param>
/// <param name="Reason">Why it was taken.</param>
public sealed record FeatureLayer(Node Node, string Reason)
{
    /// <summary>The node of that name, or the last feature maps that the objective depends on and that have more than one pixel.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="name">A node's name; null chooses.</param>
    /// <param name="method">Named in errors.</param>
    /// <param name="objective">The scalar; null is an output of the network.</param>
    /// <exception cref="ArgumentException">There are none, or the node is a vector.</exception>
    public static FeatureLayer Choose(Graph graph, string? name = null, string method = "a class activation map", Objective? objective = null)
    {
        if (name is not null)
        {
            Node given = graph[name];
            if (!given.Shape.IsImage) throw new ArgumentException($"{method} needs feature maps, {given.Name} is a vector of {given.Shape}{Instead(graph)}");
            return new FeatureLayer(given, $"{given.Name} ({given.Shape}): asked for by name");
        }
        Node target = objective?.Target(graph) ?? graph.Output;
        var before = new HashSet<Node>(target.Inputs);
        foreach (Node node in graph.Nodes.Reverse())
            if (before.Contains(node)) before.UnionWith(node.Inputs);
        if (objective is null || target == graph.Output) before.Add(target);
        Node chosen = graph.Nodes.LastOrDefault(n => before.Contains(n) && HasFeatures(n))
            ?? throw new ArgumentException($"{method} needs feature maps: no node of this network{(target == graph.Output ? "" : $" before {target.Name}")} has more than one pixel");
        string next = graph.Consumers(chosen) is [{ } consumer, ..] ? $"; {consumer.Name} ({consumer.Op}) follows" : "";
        return new FeatureLayer(chosen, $"{chosen.Name} ({chosen.Shape}): the last feature maps with more than one pixel that {(target == graph.Output ? "the answer" : target.Name)} depends on{next}");
    }

    private static string Instead(Graph graph) => graph.Nodes.LastOrDefault(HasFeatures) is { } n ? $"\n  help  take feature maps, {n.Name} ({n.Shape}) for one; fovea summary lists all" : "";

    private static bool HasFeatures(Node n)
        => n.Shape.IsImage && n.Shape.Height * n.Shape.Width > 1 && n.Op is not (Input or MaxPool or AveragePool or Dropout or Pad or Softmax);
}
