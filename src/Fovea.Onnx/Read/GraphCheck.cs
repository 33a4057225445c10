namespace Fovea.Onnx;

/// <summary>Checks that every value of a graph is made exactly once and before it is read, and puts the nodes in such an order.</summary>
internal static class GraphCheck
{
    /// <summary>The graph with its nodes sorted, and without inputs that have an initial value (old files list every weight as an input).</summary>
    public static OnnxGraph Check(OnnxErrors errors, OnnxGraph graph)
    {
        if (graph.Nodes.Count == 0) errors.Refuse("the graph holds no nodes", "a network has at least one node");
        if (graph.Outputs.Count == 0) errors.Refuse("the graph has no outputs", "a network has at least one output");
        Dictionary<string, int> makers = Makers(errors, graph);
        foreach (OnnxNode node in graph.Nodes)
            foreach (string input in node.Inputs)
            {
                if (input.Length > 0 && !makers.ContainsKey(input))
                    errors.Refuse($"{node} reads {Spelling.Quoted(input)}, which nothing makes{Near(input, makers)}", "a value is an input of the graph, an initializer or an output of a node");
            }
        var outputs = new HashSet<string>(StringComparer.Ordinal);
        foreach (OnnxValueInfo output in graph.Outputs)
        {
            if (!makers.ContainsKey(output.Name))
                errors.Refuse($"nothing makes the output {Spelling.Quoted(output.Name)}{Near(output.Name, makers)}", "an output of the graph is an output of a node, an input or an initializer");
            if (!outputs.Add(output.Name)) errors.Refuse($"output {Spelling.Quoted(output.Name)} is there twice", "the names of outputs are unique");
        }
        return graph with
        {
            Nodes = GraphOrder.Sort(errors, graph.Nodes, makers),
            Inputs = [.. graph.Inputs.Where(i => !graph.Initializers.ContainsKey(i.Name))],
        };
    }

    /// <summary>The index of the node that makes a value; −1 for inputs and initializers.</summary>
    private static Dictionary<string, int> Makers(OnnxErrors errors, OnnxGraph graph)
    {
        var makers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (OnnxValueInfo input in graph.Inputs)
            if (!makers.TryAdd(input.Name, -1)) errors.Refuse($"input {Spelling.Quoted(input.Name)} is there twice", "the names of inputs are unique");
        foreach (string name in graph.Initializers.Keys) makers.TryAdd(name, -1);
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            OnnxNode node = graph.Nodes[i];
            if (node.Outputs.All(o => o.Length == 0)) errors.Refuse($"{node} makes no value", "a node has at least one output");
            foreach (string output in node.Outputs)
            {
                if (output.Length == 0 || makers.TryAdd(output, i)) continue;
                int other = makers[output];
                string first = other >= 0 ? $"{graph.Nodes[other]}{(other == i ? " itself" : "")}" : graph.Initializers.ContainsKey(output) ? "an initializer" : "an input";
                errors.Refuse($"{node} makes {Spelling.Quoted(output)}, which {first} made before", "a value is made once");
            }
        }
        return makers;
    }

    private static string Near(string name, Dictionary<string, int> makers)
        => Spelling.Nearest(name, makers.Keys) is { } near ? $"; did you mean {Spelling.Quoted(near)}?" : "";
}
