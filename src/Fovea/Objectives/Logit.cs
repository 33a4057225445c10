using Fovea.Kernels;

namespace Fovea;

/// <summary>The logit of a class: what explanations differentiate.</summary>
/// <remarks>
/// Formula: <c>z[class]</c> for each image; the batch's gradients do not mix.
/// Shapes: a vector of logits.
/// Gradients: 1 at the class, 0 elsewhere.
/// Source: Simonyan, Vedaldi, Zisserman 2013 (the logit, not the probability, which also falls when other classes rise).
/// </remarks>
/// <param name="ClassIndex">The class; null takes each image's label.</param>
public sealed record Logit(int? ClassIndex) : Objective
{
    internal override void Check(Graph graph) => CheckClass(graph, ClassIndex);

    internal override void Compile(ObjectiveStage s) => s.Emit(new ElementSeed("logit", s.Activation, ClassIndex ?? -1, s.Labels, s.Values, s.Gradient));

    internal override void Reference<T>(Shape shape, int batch, ReadOnlySpan<T> activation, ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient)
    {
        for (int n = 0; n < batch; n++)
        {
            int at = n * shape.Channels + (ClassIndex ?? labels[n]);
            values[n] = activation[at];
            gradient[at] = T.One;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => ClassIndex is { } c ? $"logit:{c}" : "logit";
}
