using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The absolute value.</summary>
/// <remarks>
/// Formula: <c>y = |x|</c>.
/// Shapes: any, unchanged.
/// Gradients: dY·sign x, 0 at 0.
/// Source: as PyTorch's abs.
/// </remarks>
public sealed record Abs() : Activation(new ActivationFunction(ActivationKind.Abs))
{
    /// <inheritdoc/>
    public override string Stem => "abs";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Abs"/>.</summary>
public static class AbsLayer
{
    /// <summary>The absolute value.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Abs(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Abs(), name, new SourceLine(file, line));
}
