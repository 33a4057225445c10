using Fovea.Kernels;

namespace Fovea;

/// <summary>The softmax probability of a class. It rises, too, where the other classes fall: a logit explains the class itself.</summary>
/// <remarks>
/// Formula: <c>p[class]</c> with <c>p = softmax(z)</c> for each image; the batch's gradients do not mix.
/// Shapes: a vector of logits.
/// Gradients: <c>p[class]·(1[k = class] − p[k])</c>.
/// Source: as the softmax target of attribution toolkits; see <see cref="Logit"/> for why it is not the default.
/// </remarks>
/// <param name="ClassIndex">The class; null takes each image's label.</param>
public sealed record Probability(int? ClassIndex) : Objective
{
    internal override void Check(Graph graph)
    {
        CheckClass(graph, ClassIndex);
        if (graph.Output.Op is Softmax) throw new ArgumentException($"{graph.Output.Name} is a softmax: its output is a probability already, take the logit of the class");
    }

    internal override void Compile(ObjectiveStage s) => s.Emit(new ProbabilitySeed("probability", s.Activation, ClassIndex ?? -1, s.Labels, s.Values, s.Gradient));

    internal override void Reference<T>(Shape shape, int batch, ReadOnlySpan<T> activation, ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient)
    {
        int classes = shape.Channels;
        var p = new T[classes];
        for (int n = 0; n < batch; n++)
        {
            int at = ClassIndex ?? labels[n];
            SoftmaxReference.Forward<T>(1, classes, activation.Slice(n * classes, classes), p, log: false);
            values[n] = p[at];
            for (int k = 0; k < classes; k++) gradient[n * classes + k] = p[at] * ((k == at ? T.One : T.Zero) - p[k]);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => ClassIndex is { } c ? $"probability:{c}" : "probability";
}
