using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The mean of each channel over all pixels.</summary>
/// <remarks>
/// Formula: <c>y[c] = Σ_{i,j} x[i,j,c] / (H·W)</c>.
/// Shapes: H×W×C → vector C.
/// Gradients: dY / (H·W) to every pixel.
/// Source: Lin, Chen, Yan, "Network in network", 2013.
/// </remarks>
public sealed record GlobalAveragePool : Op
{
    /// <inheritdoc/>
    public override string Stem => "globalavgpool";

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => Shape.Vector(Sizes.Maps(inputs, Stem).Channels);

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, inputs[0].Count);

    internal override void Reference<T>(ReferenceStage<T> s)
        => PoolReference.Average<T>(Window(s.InputShape(0)), s.Batch, s.Inputs[0], s.Output);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
        => PoolReference.AverageBackward<T>(Window(s.InputShape(0)), s.Batch, s.OutputGradient, s.InputGradients[0], accumulate: true);

    internal override void Compile(Stage s) => s.Emit(new GlobalAverageForward($"{s.Name} {Stem}", s.Input(0), s.Output));

    internal override void CompileBackward(Stage s)
    {
        if (s.NeedsInputGradient(0))
            s.Emit(new GlobalAverageBackward($"{s.Name} {Stem} backward", s.OutputGradient, s.InputGradient(0), s.Accumulate(0)));
    }

    // One window as large as the image.
    private static PoolGeometry Window(Shape x) => new(x.Height, x.Width, x.Channels, x.Height, x.Width, 1, 1);

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.GlobalAveragePool"/>.</summary>
public static class GlobalAveragePoolLayer
{
    /// <summary>The mean of each channel over all pixels.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node GlobalAveragePool(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new GlobalAveragePool(), name, new SourceLine(file, line));
}
