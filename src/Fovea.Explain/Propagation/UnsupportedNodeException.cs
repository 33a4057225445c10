namespace Fovea.Explain;

/// <summary>A node that a method has no rule for: says which, and which there are.</summary>
public sealed class UnsupportedNodeException : NotSupportedException
{
    internal UnsupportedNodeException(string method, Node node, string rules, string help)
        : base($"{node.Name} ({node.Op}): {method} has no rule for {node.Op.Stem}\n  rule  {method} goes through {rules}\n  help  {help}")
        => Node = node.Name;

    /// <summary>The node's name.</summary>
    public string Node { get; }

    /// <summary>Throws for the first node on the way from the objective back to the image that a method has no rule for.</summary>
    internal static void Check(Graph graph, Objective objective, Func<Node, bool> supports, string method, string rules)
    {
        var reached = new HashSet<Node> { objective.Target(graph) };
        foreach (Node node in graph.Nodes.Reverse())
        {
            if (!reached.Contains(node)) continue;
            reached.UnionWith(node.Inputs);
            if (supports(node)) continue;
            string help = node.Op is Softmax
                ? $"explain the logits before it: Objective.Unit(\"{node.Inputs[0].Name}\", 0, 0, CLASS), --objective unit:{node.Inputs[0].Name}:0:0:CLASS"
                : "integrated gradients and the gradient go through every node";
            throw new UnsupportedNodeException(method, node, rules, help);
        }
    }
}
