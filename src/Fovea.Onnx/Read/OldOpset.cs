namespace Fovea.Onnx;

/// <summary>Files of opsets 1 … 5, which are read where their ops mean what they mean in opset 6.</summary>
internal static class OldOpset
{
    /// <summary>Ops of opset 1 whose next version is later than 6.</summary>
    /// <remarks>Source: ONNX, docs/Changelog.md.</remarks>
    private static readonly HashSet<string> Unchanged = new(StringComparer.Ordinal)
    {
        "And", "ArgMax", "ArgMin", "AveragePool", "Constant", "Conv", "ConvTranspose", "DepthToSpace", "Equal", "Flatten", "Gather", "GlobalAveragePool",
        "GlobalMaxPool", "Greater", "Identity", "LRN", "Less", "LogSoftmax", "MatMul", "MaxPool", "Not", "Or", "ReduceL1", "ReduceL2", "ReduceLogSum",
        "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare", "Shape", "Size", "Slice", "Softmax",
        "Softplus", "Softsign", "SpaceToDepth", "Squeeze", "TopK", "Transpose", "Unsqueeze", "Xor",
    };

    /// <summary>The graph as one of opset 6.</summary>
    /// <exception cref="ModelFileException">An op changed its meaning since.</exception>
    public static OnnxGraph Raise(OnnxErrors errors, OnnxGraph graph)
    {
        if (graph.Opset >= OnnxReader.OldestOpset) return graph;
        foreach (OnnxNode node in graph.Nodes)
        {
            if (node.Domain.Length == 0 && !Unchanged.Contains(node.OpType))
                errors.Refuse(OnnxErrors.Text($"opset {graph.Opset} is too old for {node}"), OnnxErrors.Text($"Fovea reads opsets {OnnxReader.OldestOpset} … {OnnxReader.NewestOpset}, and older ones where their ops are still the same"),
                    "convert it in Python: onnx.version_converter.convert_version(model, 18)");
        }
        return graph with { Opset = OnnxReader.OldestOpset };
    }
}
