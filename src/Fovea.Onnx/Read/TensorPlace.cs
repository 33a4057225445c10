namespace Fovea.Onnx;

/// <summary>What a tensor is and where, as errors say it; the text is made when there is an error.</summary>
/// <param name="Kind"><c>initializer</c>, <c>tensor</c>; unused where there is a node.</param>
/// <param name="Name">Name of the tensor, or of the node's attribute.</param>
/// <param name="Node">The node that holds it as an attribute.</param>
internal readonly record struct TensorPlace(string Kind, string Name = "", OnnxNode? Node = null)
{
    /// <summary>With the tensor's own name, unless an attribute's is more telling.</summary>
    public TensorPlace Named(string name) => Node is null ? this with { Name = name } : this;

    /// <inheritdoc/>
    public override string ToString()
        => Node is not null ? $"{Node}: attribute {Spelling.Quoted(Name)}" : Name.Length == 0 ? Kind : $"{Kind} {Spelling.Quoted(Name)}";
}
