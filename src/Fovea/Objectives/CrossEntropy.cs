using Fovea.Kernels;

namespace Fovea;

/// <summary>Mean cross entropy of softmax(logits) against the labels of the run.</summary>
/// <remarks>
/// Formula: <c>−Σ_c t[c]·w[c]·log softmax(z)[c]</c>, averaged with the labels' weights;
/// <c>t = 1 − ε + ε/C</c> for the label, <c>ε/C</c> elsewhere.
/// Shapes: logits C, one label in 0 … C − 1 for each image.
/// Gradients: <c>softmax(z) − t</c>, weighted and averaged.
/// Source: PyTorch's CrossEntropyLoss; Szegedy et al. 2016 for smoothing.
/// </remarks>
/// <param name="LabelSmoothing">ε in [0, 1).</param>
/// <param name="ClassWeights">A weight for each class; empty weighs all alike.</param>
public sealed record CrossEntropy(float LabelSmoothing, IReadOnlyList<float> ClassWeights) : Objective
{
    internal override void Check(Graph graph)
    {
        if (!(LabelSmoothing >= 0 && LabelSmoothing < 1)) throw new ArgumentException($"label smoothing {LabelSmoothing}: it lies in [0, 1)");
        if (graph.Output.Shape.IsImage) throw new ArgumentException($"cross entropy needs a vector of logits, {graph.Output.Name} gives {graph.Output.Shape}; end with flatten or globalavgpool and dense");
        if (ClassWeights.Count > 0 && ClassWeights.Count != graph.Output.Shape.Channels)
            throw new ArgumentException($"{ClassWeights.Count} class weights for {graph.Output.Shape.Channels} outputs");
        if (ClassWeights.Any(w => !(w >= 0) || !float.IsFinite(w)) || (ClassWeights.Count > 0 && ClassWeights.Sum() <= 0))
            throw new ArgumentException($"class weights are at least 0 and not all 0, got {string.Join(", ", ClassWeights)}");
    }

    internal override void Compile(ObjectiveStage s)
        => s.Emit(new CrossEntropyCall("cross entropy", s.Activation, s.Labels, s.Values, s.Gradient, LabelSmoothing, s.Constant([.. ClassWeights])));

    // A negative label leaves its image out of the mean, as in the kernel.
    internal override double Weight(int label) => label < 0 ? 0 : ClassWeights.Count == 0 ? 1 : ClassWeights[label];

    internal override void Reference<T>(Shape shape, int batch, ReadOnlySpan<T> activation, ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient)
        => SoftmaxReference.CrossEntropy<T>(batch, shape.Channels, activation, labels, Array.ConvertAll(ClassWeights.ToArray(), v => T.CreateChecked(v)),
            T.CreateChecked(LabelSmoothing), values, gradient);

    /// <inheritdoc/>
    public bool Equals(CrossEntropy? other) => other is not null && LabelSmoothing == other.LabelSmoothing && ClassWeights.SequenceEqual(other.ClassWeights);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LabelSmoothing, ClassWeights.Count);
}
