using Fovea.Kernels;

namespace Fovea;

/// <summary>
/// Another objective that starts relevance on its way back instead of a gradient: what each element of the target contributes to the scalar.
/// For backward rules that share a value out; with ordinary gradients it is no derivative of anything.
/// </summary>
/// <remarks>
/// Formula: value as <see cref="Of"/>; <c>a ⊙ ∂s/∂a</c> takes the place of its gradient: for a logit the logit itself at the class.
/// Shapes: as <see cref="Of"/>.
/// Gradients: see the formula.
/// Source: Bach et al., "On pixel-wise explanations for non-linear classifier decisions by layer-wise relevance propagation", PLoS ONE 2015.
/// </remarks>
/// <param name="Of">The scalar.</param>
public sealed record Relevance(Objective Of) : Objective
{
    internal override double Weight(int label) => Of.Weight(label);

    /// <inheritdoc/>
    public override Node Target(Graph graph) => Of.Target(graph);

    internal override void Check(Graph graph) => Of.Check(graph);

    internal override void Compile(ObjectiveStage s)
    {
        Of.Compile(s);
        if (s.Gradient.Exists) s.Emit(new TimesActivation("relevance", s.Activation, s.Gradient));
    }

    internal override void Reference<T>(Shape shape, int batch, ReadOnlySpan<T> activation, ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient)
    {
        Of.Reference(shape, batch, activation, labels, values, gradient);
        for (int i = 0; i < gradient.Length; i++) gradient[i] *= activation[i];
    }

    /// <inheritdoc/>
    public override string ToString() => $"relevance of {Of}";
}
