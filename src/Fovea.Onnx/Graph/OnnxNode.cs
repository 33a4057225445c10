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
    public override string ToString() => $"{(Domain.Length == 0 ? "" : Domain + ".")}{OpType} node '{Name}'";
}
