using Fovea.Kernels;

namespace Fovea;

/// <summary>The mean of one channel of a node's activation: what a feature visualisation maximises.</summary>
/// <remarks>
/// Formula: <c>Σ_{i,j} a[i,j,c] / (H·W)</c> for each image; the batch's gradients do not mix.
/// Shapes: feature maps H×W×C or a vector.
/// Gradients: 1 / (H·W) on the channel, 0 elsewhere.
/// Source: Olah, Mordvintsev, Schubert, "Feature visualization", Distill 2017.
/// </remarks>
/// <param name="Node">The node's name.</param>
/// <param name="Channel">The channel.</param>
public sealed record ChannelMean(string Node, int Channel) : Objective
{
    /// <inheritdoc/>
    public override Node Target(Graph graph) => graph[Node];

    internal override void Check(Graph graph)
    {
        int channels = graph[Node].Shape.Channels;
        if (Channel < 0 || Channel >= channels) throw new ArgumentException($"channel {Channel}: {Node} has {channels} channels, 0 to {channels - 1}");
    }

    internal override void Compile(ObjectiveStage s) => s.Emit(new ChannelSeed("channel mean", s.Activation, Channel, s.Values, s.Gradient));

    internal override void Reference<T>(Shape shape, int batch, ReadOnlySpan<T> activation, ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient)
    {
        int pixels = shape.Height * shape.Width;
        for (int i = 0; i < batch * pixels; i++)
        {
            values[i / pixels] += activation[i * shape.Channels + Channel] / T.CreateChecked(pixels);
            gradient[i * shape.Channels + Channel] = T.One / T.CreateChecked(pixels);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"channel:{Node}:{Channel}";
}
