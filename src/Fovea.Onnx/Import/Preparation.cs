namespace Fovea.Onnx;

/// <summary>A file's graph as the network needs it: what leads to one output, constants computed, patterns joined.</summary>
/// <param name="Graph">The file's graph.</param>
/// <param name="Input">The image.</param>
/// <param name="Output">Name of the value that comes out.</param>
/// <param name="Nodes">The nodes that read the image, directly or not.</param>
/// <param name="Constants">Every value that does not depend on the image.</param>
/// <param name="Needed">Nodes of the file that lead to the output.</param>
/// <param name="Folded">Nodes that were computed.</param>
/// <param name="Memory">What the computed values take.</param>
internal sealed record Preparation(OnnxGraph Graph, OnnxValueInfo Input, string Output, IReadOnlyList<OnnxNode> Nodes,
    Dictionary<string, OnnxTensor> Constants, int Needed, int Folded, ConstantMemory Memory)
{
    /// <summary>Prepares a graph.</summary>
    /// <param name="graph">The file's graph.</param>
    /// <param name="output">The output that is wanted; null is the first.</param>
    /// <param name="constantBytes">Bytes that computed values may take.</param>
    /// <param name="notes">Gets what a user has to know.</param>
    /// <exception cref="ModelFileException">There is no such output, or not one image.</exception>
    public static Preparation Of(OnnxGraph graph, string? output, long constantBytes, List<string> notes)
    {
        if (graph.Outputs.Count == 0) throw new ModelFileException(graph.File, "the graph has no output");
        if (output is not null && graph.Outputs.All(o => o.Name != output))
            throw new ModelFileException(graph.File, $"there is no output '{output}'{Spelling.DidYouMean(output, graph.Outputs.Select(o => o.Name))}",
                $"the outputs are {Spelling.List(graph.Outputs.Select(o => o.Name))}");
        string wanted = output ?? graph.Outputs[0].Name;
        OnnxNode[] leading = LeadingTo(graph.Nodes, wanted);
        foreach (OnnxNode node in leading) Arity.Check(graph, node);
        string end = OutputChoice.Of(leading, wanted, notes);
        OnnxNode[] needed = LeadingTo(leading, end);
        OnnxValueInfo input = TheInput(graph, needed, end);
        var constants = new Dictionary<string, OnnxTensor>(graph.Initializers);
        var memory = new ConstantMemory(constantBytes, constants.Values.Sum(c => (long)c.Count));
        OnnxNode[] active = Fold(graph, needed, constants, memory);
        IReadOnlyList<OnnxNode> joined = Patterns.Apply(graph, active, constants);
        return new Preparation(graph, input, end, LeadingTo(InGraphScale.Removed(graph, input, joined, constants), end), constants, needed.Length, needed.Length - active.Length, memory);
    }

    // What leads to a value, in order.
    private static OnnxNode[] LeadingTo(IReadOnlyList<OnnxNode> nodes, string value)
    {
        var wanted = new HashSet<string> { value };
        var kept = new List<OnnxNode>();
        foreach (OnnxNode node in nodes.Reverse())
        {
            if (!node.Outputs.Any(wanted.Contains)) continue;
            wanted.UnionWith(node.Inputs.Where(i => i.Length > 0));
            kept.Add(node);
        }
        kept.Reverse();
        return [.. kept];
    }

    private static OnnxValueInfo TheInput(OnnxGraph graph, OnnxNode[] nodes, string output)
    {
        HashSet<string> read = [.. nodes.SelectMany(n => n.Inputs), output];
        OnnxValueInfo[] inputs = [.. graph.Inputs.Where(i => read.Contains(i.Name))];
        return inputs.Length switch
        {
            1 => inputs[0],
            0 => throw new ModelFileException(graph.File, $"output '{output}' does not depend on an input"),
            _ => throw new ModelFileException(graph.File, $"output '{output}' depends on {inputs.Length} inputs: {Spelling.List(inputs.Select(i => i.Name))}",
                "a network is the function of one image", "make the others initializers of the file, or export another output"),
        };
    }

    // Computes what depends on constants alone and leaves the rest.
    private static OnnxNode[] Fold(OnnxGraph graph, OnnxNode[] nodes, Dictionary<string, OnnxTensor> constants, ConstantMemory memory)
    {
        var active = new List<OnnxNode>();
        foreach (OnnxNode node in nodes)
        {
            if (node.Inputs.All(i => i.Length == 0 || constants.ContainsKey(i))) Compute(graph, node, constants, memory);
            else active.Add(node);
        }
        return [.. active];
    }

    /// <summary>Computes a node whose inputs are all constants.</summary>
    public static void Compute(OnnxGraph graph, OnnxNode node, Dictionary<string, OnnxTensor> constants, ConstantMemory memory)
    {
        if (node.OpType.StartsWith("Random", StringComparison.Ordinal) || node.OpType is "Bernoulli" or "Multinomial")
            throw new OnnxNodeException("it draws at random in every run", "a network is a function of its image").At(graph.File, node, graph.Opset);
        var call = new NodeCall(node, graph.Opset, [.. node.Inputs.Select(i => i.Length == 0 ? null : constants[i])]) { Memory = memory.Budget };
        try
        {
            memory.Spend(Work.Of(call));
        }
        catch (OnnxNodeException e)
        {
            throw e.At(graph.File, node, graph.Opset);
        }
        OnnxTensor[] outputs = Evaluator.Run(graph.File, call);
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length == 0) continue;
            constants[node.Outputs[i]] = outputs[i];
            memory.Keep(outputs[i]);
        }
    }
}
