using Fovea.Kernels;

namespace Fovea;

/// <summary>The logit of a class less that of another: why the one and not the other.</summary>
/// <remarks>
/// Formula: <c>z[class] − z[against]</c> for each image; the batch's gradients do not mix. It is the logarithm of the odds of the two classes.
/// Shapes: a vector of logits.
/// Gradients: 1 at the class, −1 at the other, 0 elsewhere.
/// Source: Zhang et al., "Top-down neural attention by excitation backprop", IJCV 2018, section 3.4; Selvaraju et al. 2017 call its Grad-CAM counterfactual.
/// </remarks>
/// <param name="ClassIndex">The class; null takes each image's label.</param>
/// <param name="Against">The other class.</param>
public sealed record LogitDifference(int? ClassIndex, int Against) : Objective
{
    internal override void Check(Graph graph)
    {
        CheckClass(graph, ClassIndex);
        CheckClass(graph, Against);
        if (ClassIndex == Against) throw new ArgumentException($"class {Against} against class {Against}: the difference of a class to itself is 0 everywhere");
    }

    internal override void Compile(ObjectiveStage s)
        => s.Emit(new DifferenceSeed("difference of logits", s.Activation, ClassIndex ?? -1, Against, s.Labels, s.Values, s.Gradient));

    internal override void Reference<T>(Shape shape, int batch, ReadOnlySpan<T> activation, ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient)
    {
        for (int n = 0; n < batch; n++)
        {
            int at = n * shape.Channels + (ClassIndex ?? labels[n]), other = n * shape.Channels + Against;
            values[n] = activation[at] - activation[other];
            gradient[at] += T.One;
            gradient[other] -= T.One;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => ClassIndex is { } c ? $"difference:{c}:{Against}" : $"difference to {Against}";
}
