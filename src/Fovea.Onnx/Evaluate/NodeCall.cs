using System.Diagnostics.CodeAnalysis;

namespace Fovea.Onnx;

/// <summary>A node with the values of its inputs, about to be evaluated.</summary>
/// <param name="Node">The node.</param>
/// <param name="Opset">Version of ONNX's own ops: what an op means depends on it.</param>
/// <param name="Inputs">The values; null where an optional input is absent.</param>
internal sealed record NodeCall(OnnxNode Node, int Opset, IReadOnlyList<OnnxTensor?> Inputs)
{
    /// <summary>The node's attributes.</summary>
    public OnnxAttributes Attributes => Node.Attributes;

    /// <summary>True when the input is there.</summary>
    public bool Has(int input) => input < Inputs.Count && Inputs[input] is not null;

    /// <summary>An optional input.</summary>
    public OnnxTensor? Optional(int input) => input < Inputs.Count ? Inputs[input] : null;

    /// <summary>A required input.</summary>
    /// <exception cref="OnnxNodeException">It is absent.</exception>
    public OnnxTensor Input(int input) => Optional(input) ?? Missing(input);

    [DoesNotReturn]
    private static OnnxTensor Missing(int input) => throw new OnnxNodeException($"input {input} is missing");
}
