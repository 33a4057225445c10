using Fovea.Kernels;

namespace Fovea;

/// <summary>One value of a node's activation: a channel at a position.</summary>
/// <remarks>
/// Formula: <c>a[row,column,channel]</c> for each image; the batch's gradients do not mix.
/// Shapes: feature maps H×W×C, or a vector as one pixel.
/// Gradients: 1 there, 0 elsewhere.
/// Source: Erhan, Bengio, Courville, Vincent, "Visualizing higher-layer features of a deep network", 2009.
/// </remarks>
/// <param name="Node">The node's name.</param>
/// <param name="Row">Row, from 0.</param>
/// <param name="Column">Column, from 0.</param>
/// <param name="Channel">Channel, from 0.</param>
public sealed record Unit(string Node, int Row, int Column, int Channel) : Objective
{
    internal override Node Target(Graph graph) => graph[Node];

    internal override void Check(Graph graph)
    {
        Shape shape = graph[Node].Shape;
        if (Row < 0 || Row >= shape.Height || Column < 0 || Column >= shape.Width || Channel < 0 || Channel >= shape.Channels)
            throw new ArgumentException($"unit ({Row}, {Column}, {Channel}): {Node} has {shape.Height} rows, {shape.Width} columns and {shape.Channels} channels, counted from 0");
    }

    internal override void Compile(ObjectiveStage s) => s.Emit(new UnitSeed("unit", s.Activation, Row, Column, Channel, s.Values, s.Gradient));

    internal override void Reference<T>(Shape shape, int batch, ReadOnlySpan<T> activation, ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient)
    {
        for (int n = 0; n < batch; n++)
        {
            int at = ((n * shape.Height + Row) * shape.Width + Column) * shape.Channels + Channel;
            values[n] = activation[at];
            gradient[at] = T.One;
        }
    }
}
