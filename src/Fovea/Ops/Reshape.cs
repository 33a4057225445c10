using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The same numbers under another shape.</summary>
/// <remarks>
/// Formula: <c>y[k] = x[k]</c>, k counting channels first, then columns, then rows. To a vector it differs from flatten in files only:
/// the dense layer behind it has its inputs in this order there, too.
/// Shapes: any → any with as many numbers.
/// Gradients: the same numbers in the input's shape.
/// Source: as PyTorch's reshape of channels-last values.
/// </remarks>
/// <param name="Target">The shape: H×W×C or a vector.</param>
public sealed record Reshape(Shape Target) : Op
{
    /// <inheritdoc/>
    public override string Stem => "reshape";

    internal override Sharing Sharing(bool training) => Fovea.Sharing.View;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.One(inputs, Stem);
        if (Target.Rank is not (1 or 3)) throw new DeclarationException($"reshape to {Target}", "a value is H×W×C or a vector");
        return Target.Count == x.Count ? Target : throw new DeclarationException($"reshape of {x} ({x.Count:N0} numbers) to {Target} ({Target.Count:N0})", "the numbers are as many as before");
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    internal override void Reference<T>(ReferenceStage<T> s) => s.Inputs[0].CopyTo(s.Output, 0);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s) => s.AddInputGradient(0, s.OutputGradient);

    internal override void Compile(Stage s) => s.Emit(new ReshapeCopy($"{s.Name} copy", s.Input(0), s.Output));

    internal override void CompileBackward(Stage s)
    {
        if (s.NeedsInputGradient(0) && !s.SharesGradient(0)) s.Emit(new ReshapeCopy($"{s.Name} copy backward", s.OutputGradient, s.InputGradient(0), s.Accumulate(0)));
    }

    internal static Reshape Read(OpArguments a) => new(a.Shape("shape"));

    /// <inheritdoc/>
    public override string ToString() => $"{Stem} {string.Join('x', Target.ToArray())}";
}

/// <summary>The layer method of <see cref="Fovea.Reshape"/>.</summary>
public static class ReshapeLayer
{
    /// <summary>The same numbers under another shape.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="target">A shape with as many numbers: H×W×C or a vector.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The numbers are more or fewer.</exception>
    public static Node Reshape(this Node x, Shape target, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Reshape(target), name, new SourceLine(file, line));
}
