using Fovea.Kernels;

namespace Fovea;

/// <summary>Mean squared difference between the output and the one-hot label.</summary>
/// <remarks>
/// Formula: <c>Σ_c (z[c] − t[c])² / C</c>, averaged over the batch; t is 1 at the label and 0 elsewhere.
/// Shapes: a vector C, one label for each image.
/// Gradients: <c>2·(z − t) / (C·N)</c>.
/// Source: as PyTorch's MSELoss on one-hot targets.
/// </remarks>
public sealed record MeanSquaredError : Objective
{
    internal override void Check(Graph graph)
    {
        if (graph.Output.Shape.IsImage) throw new ArgumentException($"mean squared error needs a vector, {graph.Output.Name} gives {graph.Output.Shape}");
    }

    internal override void Compile(ObjectiveStage s)
    {
        Maps target = s.Target();
        s.Emit(new OneHot("one-hot labels", s.Labels, target));
        s.Emit(new MeanSquaredErrorCall("mean squared error", s.Activation, target, s.Values, s.Gradient));
    }

    internal override void Reference<T>(Shape shape, int batch, ReadOnlySpan<T> activation, ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient)
    {
        T classes = T.CreateChecked(shape.Channels), images = T.CreateChecked(batch);
        for (int n = 0; n < batch; n++)
            for (int c = 0; c < shape.Channels; c++)
            {
                T difference = activation[n * shape.Channels + c] - (c == labels[n] ? T.One : T.Zero);
                values[n] += difference * difference / classes;
                gradient[n * shape.Channels + c] = (difference + difference) / (classes * images);
            }
    }
}
