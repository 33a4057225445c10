namespace Fovea.Onnx;

/// <summary>An attribute that the reader passed over: a subgraph of a branch or loop, a sparse tensor, a type.</summary>
/// <param name="Kind">What it is, such as <c>a subgraph</c>.</param>
internal sealed record OnnxUnread(string Kind);
