namespace Fovea.Analysis;

/// <summary>How much of the image one number of a node sees, along rows and columns: the largest over all paths.</summary>
/// <remarks>
/// Recursion from the input: <c>r += (Ke − 1)·j; j *= S</c>, Ke the dilated window, S the stride.
/// Source: Araujo, Norris, Sim, "Computing receptive fields of convolutional neural networks", Distill 2019.
/// </remarks>
/// <param name="Height">Rows it sees; as many as the image has for what follows a global pooling or a flatten.</param>
/// <param name="Width">Columns it sees.</param>
/// <param name="JumpHeight">Rows of the image between neighbouring numbers.</param>
/// <param name="JumpWidth">Columns of the image between neighbouring numbers.</param>
/// <param name="IsWhole">True when it sees the whole image by construction.</param>
public sealed record ReceptiveField(int Height, int Width, int JumpHeight, int JumpWidth, bool IsWhole)
{
    /// <summary>The receptive field of every node.</summary>
    public static IReadOnlyDictionary<Node, ReceptiveField> Of(Graph graph)
    {
        var fields = new Dictionary<Node, ReceptiveField> { [graph.Input] = new(1, 1, 1, 1, !graph.Input.Shape.IsImage) };
        foreach (Node node in graph.Nodes.Skip(1))
        {
            ReceptiveField[] inputs = [.. node.Inputs.Select(i => fields[i])];
            var joined = new ReceptiveField(inputs.Max(f => f.Height), inputs.Max(f => f.Width), inputs.Max(f => f.JumpHeight), inputs.Max(f => f.JumpWidth),
                inputs.Any(f => f.IsWhole));
            fields[node] = Apply(node, joined, graph.Input.Shape);
        }
        return fields;
    }

    private static ReceptiveField Apply(Node node, ReceptiveField f, Shape image) => node.Op switch
    {
        _ when f.IsWhole => f,
        Conv2d c => f.Grow(c.DilationHeight * (c.KernelHeight - 1) + 1, c.DilationWidth * (c.KernelWidth - 1) + 1, c.StrideHeight, c.StrideWidth),
        MaxPool p => f.Grow(p.KernelHeight, p.KernelWidth, p.StrideHeight, p.StrideWidth),
        AveragePool p => f.Grow(p.KernelHeight, p.KernelWidth, p.StrideHeight, p.StrideWidth),
        GlobalAveragePool or GlobalMaxPool or Flatten or Dense => new(image.Height, image.Width, image.Height, image.Width, true),
        _ => f,
    };

    private ReceptiveField Grow(int height, int width, int strideHeight, int strideWidth) => this with
    {
        Height = Height + (height - 1) * JumpHeight,
        Width = Width + (width - 1) * JumpWidth,
        JumpHeight = JumpHeight * strideHeight,
        JumpWidth = JumpWidth * strideWidth,
    };

    /// <inheritdoc/>
    public override string ToString() => IsWhole ? "all" : Height == Width ? $"{Height}" : $"{Height}×{Width}";
}
