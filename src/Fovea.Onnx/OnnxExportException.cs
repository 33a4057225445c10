namespace Fovea.Onnx;

/// <summary>A model with a node that ONNX cannot say.</summary>
public sealed class OnnxExportException : Exception
{
    internal OnnxExportException(Node node, string why)
        : base($"{node.Name} ({node.Op}): it becomes no ONNX node\n  rule  {why}\n  help  save the model as .safetensors, or replace the layer before you export")
        => Node = node.Name;

    /// <summary>Name of the node.</summary>
    public string Node { get; }
}
