using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Turns logits into probabilities over the channels.</summary>
/// <remarks>
/// Formula: <c>y[c] = e^(x[c] − max x) / Σ_k e^(x[k] − max x)</c>.
/// Shapes: vector or feature maps, unchanged; each pixel by itself.
/// Gradients: <c>dX = y·(dY − Σ_k dY[k]·y[k])</c>.
/// Source: Bridle 1990. Train on logits: cross entropy has its own softmax.
/// </remarks>
public sealed record Softmax : Op
{
    /// <inheritdoc/>
    public override string Stem => "softmax";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Output;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => Sizes.One(inputs, Stem);

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 3 * output.Count);

    internal override void Reference<T>(ReferenceStage<T> s) => SoftmaxReference.Forward<T>(s.Pixels, s.Node.Shape.Channels, s.Inputs[0], s.Output, log: false);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        var dx = new T[s.Output.Length];
        SoftmaxReference.Backward<T>(s.Pixels, s.Node.Shape.Channels, s.Output, s.OutputGradient, dx, log: false);
        s.AddInputGradient(0, dx);
    }

    internal override void Compile(Stage s) => s.Emit(new SoftmaxForward($"{s.Name} softmax", s.Input(0), s.Output));

    internal override void CompileBackward(Stage s)
    {
        if (s.NeedsInputGradient(0)) s.Emit(new SoftmaxBackward($"{s.Name} softmax backward", s.Output, s.OutputGradient, s.InputGradient(0), accumulate: s.Accumulate(0)));
    }

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Softmax"/>.</summary>
public static class SoftmaxLayer
{
    /// <summary>Turns logits into probabilities. Do not train on them: cross entropy has its own softmax.</summary>
    /// <param name="x">Logits.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Softmax(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Softmax(), name, new SourceLine(file, line));
}
