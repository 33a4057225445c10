namespace Fovea.Onnx;

/// <summary>Which value comes out of the network: an output of the file, or the scores behind which the file picks a class.</summary>
internal static class OutputChoice
{
    /// <summary>Name of the value that comes out.</summary>
    /// <param name="leading">The nodes that lead to the output, in order.</param>
    /// <param name="output">The output that is wanted.</param>
    /// <param name="notes">Gets what was left out.</param>
    public static string Of(IReadOnlyList<OnnxNode> leading, string output, List<string> notes)
    {
        string value = output;
        // From the end, each node is passed once.
        foreach (OnnxNode node in leading.Reverse())
        {
            if (!node.Outputs.Contains(value)) continue;
            if (node.Domain.Length > 0) break;
            if (node.OpType is "ArgMax" or "TopK")
            {
                notes.Add($"{node} picks classes; the network gives the scores that it picks from, '{node.Inputs[0]}'");
                return node.Inputs[0];
            }
            // What a file does to a class number.
            if (node.OpType is not ("Cast" or "Squeeze" or "Unsqueeze" or "Identity" or "Reshape")) break;
            value = node.Inputs[0];
        }
        return output;
    }
}
