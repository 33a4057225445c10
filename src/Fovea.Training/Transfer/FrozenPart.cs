namespace Fovea.Training;

/// <summary>What of a model does not learn in a run, and what follows from that.</summary>
internal sealed record FrozenPart
{
    /// <summary>Parameters that stay as they are, running statistics included.</summary>
    public required IReadOnlySet<Parameter> Parameters { get; init; }

    /// <summary>Nodes of which every parameter is frozen.</summary>
    public required IReadOnlySet<Node> Nodes { get; init; }

    /// <summary>
    /// The last node that everything behind it depends on through it alone, and that is the same function of an image in every step; null when that is
    /// the image itself.
    /// </summary>
    public required Node? Boundary { get; init; }

    /// <summary>Names of the frozen nodes that a plan from the boundary on still computes.</summary>
    public IReadOnlyList<string> NodesBehind => [.. Nodes.Where(n => n.Index > (Boundary?.Index ?? 0)).Select(n => n.Name)];

    public static FrozenPart Of(Model model, TrainOptions options)
    {
        HashSet<Parameter> parameters = NamePatterns.Choose(model, options.Freeze, nameof(TrainOptions.Freeze));
        HashSet<Node> nodes = [.. model.Graph.Nodes.Where(n => n.ParameterCount > 0 && n.Parameters.Where(p => p.IsTrainable).All(p => parameters.Contains(model.Parameters.Find(n.ParameterName(p)))))];
        // Statistics move with their batch norm, whatever a pattern says about them alone.
        parameters.RemoveWhere(p => !p.Spec.IsTrainable && !nodes.Contains(p.Node));
        parameters.UnionWith(model.Parameters.All.Where(p => nodes.Contains(p.Node)));
        return new FrozenPart { Parameters = parameters, Nodes = nodes, Boundary = FindBoundary(model.Graph, nodes) };
    }

    // Dropout draws anew in each step, so what it drops is no function of the image.
    private static Node? FindBoundary(Graph graph, HashSet<Node> frozen)
    {
        if (frozen.Count == 0) return null;
        var constant = new HashSet<Node>();
        foreach (Node node in graph.Nodes)
            if (node.Inputs.All(constant.Contains) && (node.ParameterCount == 0 || frozen.Contains(node)) && node.Op is not Dropout { Rate: > 0 }) constant.Add(node);
        Node? boundary = null;
        int furthest = 0;
        // Every edge from before a node to behind it must begin at that node.
        foreach (Node node in graph.Nodes)
        {
            if (node != graph.Input && node != graph.Output && furthest <= node.Index && constant.Contains(node)) boundary = node;
            furthest = Math.Max(furthest, graph.Consumers(node).Select(c => c.Index).DefaultIfEmpty(0).Max());
        }
        return boundary;
    }
}
