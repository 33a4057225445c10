using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Turns logits into logarithms of probabilities over the channels.</summary>
/// <remarks>
/// Formula: <c>y[c] = x[c] − max x − ln Σ_k e^(x[k] − max x)</c>.
/// Shapes: vector or feature maps, unchanged; each pixel by itself.
/// Gradients: <c>dX = dY − e^y·Σ_k dY[k]</c>.
/// Source: as PyTorch's log_softmax. Train on logits: cross entropy has its own.
/// </remarks>
public sealed record LogSoftmax : Op
{
    /// <inheritdoc/>
    public override string Stem => "logsoftmax";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Output;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => Sizes.One(inputs, Stem);

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 3 * output.Count);

    internal override void Reference<T>(ReferenceStage<T> s) => SoftmaxReference.Forward<T>(s.Pixels, s.Node.Shape.Channels, s.Inputs[0], s.Output, log: true);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        var dx = new T[s.Output.Length];
        SoftmaxReference.Backward<T>(s.Pixels, s.Node.Shape.Channels, s.Output, s.OutputGradient, dx, log: true);
        s.AddInputGradient(0, dx);
    }

    internal override void Compile(Stage s) => s.Emit(new SoftmaxForward($"{s.Name} logsoftmax", s.Input(0), s.Output, log: true));

    internal override void CompileBackward(Stage s)
    {
        if (s.NeedsInputGradient(0)) s.Emit(new SoftmaxBackward($"{s.Name} logsoftmax backward", s.Output, s.OutputGradient, s.InputGradient(0), log: true, s.Accumulate(0)));
    }

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.LogSoftmax"/>.</summary>
public static class LogSoftmaxLayer
{
    /// <summary>Turns logits into logarithms of probabilities. Do not train on them: cross entropy has its own.</summary>
    /// <param name="x">Logits.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node LogSoftmax(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new LogSoftmax(), name, new SourceLine(file, line));
}
