using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The largest value of each channel.</summary>
/// <remarks>
/// Formula: <c>y[c] = max_{i,j} x[i,j,c]</c>.
/// Shapes: H×W×C → vector C.
/// Gradients: to the first maximum, row by row.
/// Source: Lin, Chen, Yan, "Network in network", 2013.
/// </remarks>
public sealed record GlobalMaxPool : Op
{
    /// <inheritdoc/>
    public override string Stem => "globalmaxpool";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs | BackwardReads.Output;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => Shape.Vector(Sizes.Maps(inputs, Stem).Channels);

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, inputs[0].Count);

    internal override void Reference<T>(ReferenceStage<T> s)
        => PoolReference.Max<T>(Window(s.InputShape(0)), s.Batch, s.Inputs[0], s.Output);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
        => PoolReference.MaxBackward<T>(Window(s.InputShape(0)), s.Batch, s.Inputs[0], s.OutputGradient, s.InputGradients[0], accumulate: true);

    internal override void Compile(Stage s) => s.Emit(new GlobalMaxForward($"{s.Name} {Stem}", s.Input(0), s.Output));

    internal override void CompileBackward(Stage s)
    {
        if (s.NeedsInputGradient(0))
            s.Emit(new GlobalMaxBackward($"{s.Name} {Stem} backward", s.Input(0), s.Output, s.OutputGradient, s.InputGradient(0), s.Accumulate(0)));
    }

    // One window as large as the image.
    private static PoolGeometry Window(Shape x) => new(x.Height, x.Width, x.Channels, x.Height, x.Width, 1, 1);

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.GlobalMaxPool"/>.</summary>
public static class GlobalMaxPoolLayer
{
    /// <summary>The largest value of each channel.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node GlobalMaxPool(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new GlobalMaxPool(), name, new SourceLine(file, line));
}
