namespace Fovea.Onnx;

/// <summary>
/// How many inputs and outputs the ops have that become layers or that patterns look through, as ONNX's specification says for all
/// versions together. Checked once for every node that leads to the output, so that nothing behind it counts again.
/// </summary>
internal static class Arity
{
    private const int Any = int.MaxValue;

    private static readonly Dictionary<string, (int Least, int Most, int Outputs)> Special = new()
    {
        ["Add"] = (2, 2, 1),
        ["BatchNormalization"] = (5, 5, 5),
        ["Clip"] = (1, 3, 1),
        ["Concat"] = (1, Any, 1),
        ["Conv"] = (2, 3, 1),
        ["ConvTranspose"] = (2, 3, 1),
        ["Div"] = (2, 2, 1),
        ["Dropout"] = (1, 3, 2),
        ["Gather"] = (2, 2, 1),
        ["Gemm"] = (2, 3, 1),
        ["GroupNormalization"] = (3, 3, 1),
        ["InstanceNormalization"] = (3, 3, 1),
        ["LayerNormalization"] = (2, 3, 3),
        ["MatMul"] = (2, 2, 1),
        ["Max"] = (1, Any, 1),
        ["MaxPool"] = (1, 1, 2),
        ["Min"] = (1, Any, 1),
        ["Mul"] = (2, 2, 1),
        ["PRelu"] = (2, 2, 1),
        ["Pad"] = (1, 4, 1),
        ["Pow"] = (2, 2, 1),
        ["Reshape"] = (1, 2, 1),
        ["Resize"] = (1, 4, 1),
        ["Slice"] = (1, 5, 1),
        ["Split"] = (1, 2, Any),
        ["Squeeze"] = (1, 2, 1),
        ["Sub"] = (2, 2, 1),
        ["Sum"] = (1, Any, 1),
        ["TopK"] = (1, 2, 2),
        ["Unsqueeze"] = (1, 2, 1),
        ["Upsample"] = (1, 2, 1),
    };

    /// <summary>Refuses a node with other numbers, or without a name where an input is required.</summary>
    /// <exception cref="ModelFileException">It has.</exception>
    public static void Check(OnnxGraph graph, OnnxNode node)
    {
        // The name of a group of nodes is no op of a file.
        if (node.OpType == AttentionPattern.Op) throw new OnnxNodeException("Fovea does not know this op").At(graph.File, node, graph.Opset);
        if (node.Domain.Length > 0 || Of(node.OpType) is not { } arity) return;
        (int least, int most, int outputs) = arity;
        string Inputs(int n) => $"{n} {(n == 1 ? "input" : "inputs")}";
        if (node.Inputs.Count < least || node.Inputs.Count > most)
            throw new OnnxNodeException($"it has {Inputs(node.Inputs.Count)}",
                least == most ? $"the op has {Inputs(least)}" : $"the op has {least} {(most == Any ? "inputs or more" : $"to {Inputs(most)}")}").At(graph.File, node, graph.Opset);
        for (int i = 0; i < (most == Any ? node.Inputs.Count : least); i++)
            if (node.Inputs[i].Length == 0) throw new OnnxNodeException($"input {i} is missing").At(graph.File, node, graph.Opset);
        if (node.Outputs.Count < 1 || node.Outputs.Count > outputs)
            throw new OnnxNodeException($"it has {node.Outputs.Count} outputs", $"the op has at most {outputs}").At(graph.File, node, graph.Opset);
    }

    private static (int Least, int Most, int Outputs)? Of(string op) => Special.TryGetValue(op, out (int, int, int) special) ? special
        : op.StartsWith("Reduce", StringComparison.Ordinal) ? (1, 2, 1)
        : op == "ArgMax" || OnnxOps.Importers.ContainsKey(op) ? (1, 1, 1)
        : null;
}
