namespace Fovea.Onnx;

/// <summary>What is wrong at a node; whoever runs the nodes adds the file and the node and throws a <see cref="ModelFileException"/>.</summary>
internal sealed class OnnxNodeException(string problem, string? rule = null, string? help = null) : Exception(problem)
{
    /// <summary>The rule that is broken.</summary>
    public string? Rule { get; } = rule;

    /// <summary>What to do about it.</summary>
    public string? Help { get; } = help;

    /// <summary>The whole error.</summary>
    public ModelFileException At(string file, OnnxNode node, int opset) => new(file, $"{node} (opset {opset}): {Message}", Rule, Help, this);
}
