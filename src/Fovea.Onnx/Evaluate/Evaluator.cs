namespace Fovea.Onnx;

/// <summary>
/// Runs a graph by plain loops on tensors of any type and any number of axes: the meaning of a file, slowly. It folds what depends
/// on constants alone when a network is imported, and is what imported networks are held against.
/// </summary>
internal static class Evaluator
{
    /// <summary>The values of the graph's outputs, in order.</summary>
    /// <exception cref="ModelFileException">An op is unknown or does not fit its inputs.</exception>
    /// <exception cref="ArgumentException">An input is missing.</exception>
    public static IReadOnlyList<OnnxTensor> Run(OnnxGraph graph, IReadOnlyDictionary<string, OnnxTensor> inputs)
    {
        var values = new Dictionary<string, OnnxTensor>(graph.Initializers);
        foreach (OnnxValueInfo input in graph.Inputs)
            values[input.Name] = inputs.TryGetValue(input.Name, out OnnxTensor? given) ? given : throw new ArgumentException($"input '{input.Name}' is missing", nameof(inputs));
        foreach (OnnxNode node in graph.Nodes)
        {
            OnnxTensor[] outputs = Run(graph.File, new NodeCall(node, graph.Opset, [.. node.Inputs.Select(n => n.Length == 0 ? null : values[n])]));
            for (int i = 0; i < node.Outputs.Count; i++)
                if (node.Outputs[i].Length > 0) values[node.Outputs[i]] = outputs[i];
        }
        return [.. graph.Outputs.Select(o => values[o.Name])];
    }

    /// <summary>The values of one node's outputs.</summary>
    /// <exception cref="ModelFileException">The op is unknown or does not fit its inputs.</exception>
    public static OnnxTensor[] Run(string file, NodeCall call)
    {
        try
        {
            call.Node.CheckRead();
            if (call.Node.Domain.Length > 0 || !EvaluateOps.All.TryGetValue(call.Node.OpType, out Func<NodeCall, OnnxTensor[]>? op))
                throw new OnnxNodeException("Fovea does not know this op");
            return op(call);
        }
        catch (OnnxNodeException e)
        {
            throw e.At(file, call.Node, call.Opset);
        }
    }
}
