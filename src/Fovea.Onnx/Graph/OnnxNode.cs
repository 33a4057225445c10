namespace Fovea.Onnx;

/// <summary>One node of a graph in a file: an op applied to named values. An empty name is an absent optional input or output.</summary>
/// <param name="Name">The node's own name; made from its first output where the file gives none.</param>
/// <param name="OpType">The op's name, such as <c>Conv</c>.</param>
/// <param name="Domain">Empty for ONNX's own ops.</param>
/// <param name="Inputs">Names of the values it reads.</param>
/// <param name="Outputs">Names of the values it makes.</param>
/// <param name="Attributes">Its attributes by name.</param>
internal sealed record OnnxNode(
    string Name, string OpType, string Domain, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, OnnxAttributes Attributes)
{
    /// <summary>How an error names it: <c>Conv node 'conv1'</c>.</summary>
    /// <remarks>Names come from files of strangers: they are shortened, and what would steer a terminal is escaped.</remarks>
    public override string ToString() => $"{Spelling.Quoted((Domain.Length == 0 ? "" : Domain + ".") + OpType)[1..^1]} node {Spelling.Quoted(Name)}";

    /// <summary>Refuses a node that holds what the reader passed over: the subgraph of a branch or a loop, a sparse tensor.</summary>
    /// <exception cref="OnnxNodeException">It holds such an attribute.</exception>
    public void CheckRead()
    {
        foreach ((string name, OnnxUnread unread) in Attributes.Unread)
            throw new OnnxNodeException($"attribute {Spelling.Quoted(name)} is {unread.Kind}", "Fovea reads graphs without branches, loops and sparse tensors",
                "export the model for one fixed input size, in evaluation mode; onnxsim removes branches that depend on constants alone");
    }
}
