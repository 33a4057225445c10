using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Feature maps as one vector.</summary>
/// <remarks>
/// Formula: <c>y[(i·W + j)·C + c] = x[i,j,c]</c>. In files the dense layer behind it has its inputs in PyTorch's C H W order.
/// Shapes: H×W×C → vector H·W·C.
/// Gradients: the same numbers in the input's shape.
/// Source: as PyTorch's Flatten.
/// </remarks>
public sealed record Flatten : Op
{
    /// <inheritdoc/>
    public override string Stem => "flatten";

    internal override Sharing Sharing(bool training) => Fovea.Sharing.View;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => Shape.Vector(checked((int)Sizes.One(inputs, Stem).Count));

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    internal override void Reference<T>(ReferenceStage<T> s) => s.Inputs[0].CopyTo(s.Output, 0);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s) => s.AddInputGradient(0, s.OutputGradient);

    internal override void Compile(Stage s) => s.Emit(new CopyCall($"{s.Name} copy", s.Input(0), Shaped(s.Output, s.InputShape(0))));

    internal override void CompileBackward(Stage s)
    {
        if (s.NeedsInputGradient(0) && !s.SharesGradient(0))
            s.Emit(new CopyCall($"{s.Name} copy backward", Shaped(s.OutputGradient, s.InputShape(0)), s.InputGradient(0), accumulate: s.Accumulate(0)));
    }

    private static Maps Shaped(Maps vector, Shape shape) => vector.Reshape(shape.Height, shape.Width, shape.Channels);

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Flatten"/>.</summary>
public static class FlattenLayer
{
    /// <summary>Feature maps as one vector.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Flatten(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Flatten(), name, new SourceLine(file, line));
}
