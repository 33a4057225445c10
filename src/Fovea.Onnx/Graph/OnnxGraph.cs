namespace Fovea.Onnx;

/// <summary>What an ONNX file holds, read and checked: nodes in an order in which every value is made before it is read.</summary>
/// <param name="File">The file as the caller named it, for errors.</param>
/// <param name="Opset">Version of ONNX's own ops.</param>
/// <param name="Inputs">The values to be supplied, without those that have an initial value.</param>
/// <param name="Outputs">The values asked for, in order.</param>
/// <param name="Nodes">The nodes, sorted.</param>
/// <param name="Initializers">Weights and other constants by name.</param>
/// <param name="Metadata">The file's key-value pairs.</param>
internal sealed record OnnxGraph(
    string File, int Opset, IReadOnlyList<OnnxValueInfo> Inputs, IReadOnlyList<OnnxValueInfo> Outputs, IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyDictionary<string, OnnxTensor> Initializers, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The graph's own name; may be empty.</summary>
    public string Name { get; init; } = "";
}

/// <summary>A value as the file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type; null where the file does not say.</param>
/// <param name="Dims">Sizes; null where the file does not say; −1 for a size known only by name or not at all.</param>
internal sealed record OnnxValueInfo(string Name, OnnxType? Type, IReadOnlyList<int>? Dims);
