namespace Fovea.Onnx;

/// <summary>
/// Runs a graph by plain loops on tensors of any type and any number of axes: the meaning of a file, slowly. It folds what depends
/// on constants alone when a network is imported, and is what imported networks are held against.
/// </summary>
internal static class Evaluator
{
    /// <summary>The values of the graph's outputs, in order.</summary>
    /// <param name="graph">What to run.</param>
    /// <param name="inputs">A value for every input, by name.</param>
    /// <param name="limitBytes">What all values that are held at once may take; null is <see cref="MemoryBudget.Default"/>.</param>
    /// <exception cref="ModelFileException">An op is unknown, does not fit its inputs, or asks for more memory than the limit.</exception>
    /// <exception cref="ArgumentException">An input is missing.</exception>
    public static IReadOnlyList<OnnxTensor> Run(OnnxGraph graph, IReadOnlyDictionary<string, OnnxTensor> inputs, long? limitBytes = null)
    {
        var values = new LiveValues(graph, limitBytes ?? MemoryBudget.Default.Limit);
        foreach (OnnxValueInfo input in graph.Inputs)
            values.Add(input.Name, inputs.TryGetValue(input.Name, out OnnxTensor? given) ? given : throw new ArgumentException($"input '{input.Name}' is missing", nameof(inputs)));
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            OnnxNode node = graph.Nodes[i];
            var call = new NodeCall(node, graph.Opset, [.. node.Inputs.Select(n => n.Length == 0 ? null : values[n])]) { Memory = values.Budget };
            OnnxTensor[] outputs = Run(graph.File, call);
            for (int o = 0; o < node.Outputs.Count; o++)
                if (node.Outputs[o].Length > 0) values.Add(node.Outputs[o], outputs[o]);
            if (values.Budget.InUse > values.Budget.Limit)
                throw new OnnxNodeException($"the values held take {MemoryBudget.Text(values.Budget.InUse)}, limit {MemoryBudget.Text(values.Budget.Limit)}", "all values together fit into the limit of memory").At(graph.File, node, graph.Opset);
            values.DropAfter(i);
        }
        return [.. graph.Outputs.Select(o => values[o.Name])];
    }

    /// <summary>The values of one node's outputs: at least as many as the node names.</summary>
    /// <exception cref="ModelFileException">The op is unknown, does not fit its inputs, or asks for more memory than the limit.</exception>
    public static OnnxTensor[] Run(string file, NodeCall call)
    {
        try
        {
            call.Node.CheckRead();
            if (call.Node.Domain.Length > 0 || !EvaluateOps.All.TryGetValue(call.Node.OpType, out Func<NodeCall, OnnxTensor[]>? op))
                throw new OnnxNodeException("Fovea does not know this op");
            OnnxTensor[] outputs = op(call);
            return outputs.Length >= call.Node.Outputs.Count || call.Node.Outputs.Skip(outputs.Length).All(o => o.Length == 0) ? outputs
                : throw new OnnxNodeException($"has {call.Node.Outputs.Count} outputs", $"with these inputs and attributes the op gives {outputs.Length}");
        }
        catch (OnnxNodeException e)
        {
            throw e.At(file, call.Node, call.Opset);
        }
    }
}
