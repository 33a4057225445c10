using Fovea.Kernels;

namespace Fovea;

/// <summary>The sum over the channels of one pixel of a node's activation: what an effective receptive field is the gradient of.</summary>
/// <remarks>
/// Formula: <c>Σ_c a[row,column,c]</c> for each image; the batch's gradients do not mix.
/// Shapes: feature maps H×W×C, or a vector as one pixel.
/// Gradients: 1 on the channels of that pixel, 0 elsewhere.
/// Source: Luo, Li, Urtasun, Zemel, "Understanding the effective receptive field in deep convolutional neural networks", NeurIPS 2016.
/// </remarks>
/// <param name="Node">The node's name.</param>
/// <param name="Row">Row of the pixel, from 0.</param>
/// <param name="Column">Column of the pixel, from 0.</param>
public sealed record PixelSum(string Node, int Row, int Column) : Objective
{
    /// <inheritdoc/>
    public override Node Target(Graph graph) => graph[Node];

    internal override void Check(Graph graph)
    {
        Shape shape = graph[Node].Shape;
        if (Row < 0 || Row >= shape.Height || Column < 0 || Column >= shape.Width)
            throw new ArgumentException($"pixel ({Row}, {Column}): {Node} has {shape.Height} rows and {shape.Width} columns, counted from 0");
    }

    internal override void Compile(ObjectiveStage s) => s.Emit(new PixelSeed("pixel sum", s.Activation, Row, Column, s.Values, s.Gradient));

    internal override void Reference<T>(Shape shape, int batch, ReadOnlySpan<T> activation, ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient)
    {
        for (int n = 0; n < batch; n++)
            for (int c = 0; c < shape.Channels; c++)
            {
                int at = ((n * shape.Height + Row) * shape.Width + Column) * shape.Channels + c;
                values[n] += activation[at];
                gradient[at] = T.One;
            }
    }

    /// <inheritdoc/>
    public override string ToString() => $"pixel:{Node}:{Row}:{Column}";
}
