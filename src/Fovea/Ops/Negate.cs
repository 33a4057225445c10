using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The value with the other sign.</summary>
/// <remarks>
/// Formula: <c>y = −x</c>.
/// Shapes: any, unchanged.
/// Gradients: −dY.
/// Source: as PyTorch's neg.
/// </remarks>
public sealed record Negate() : Activation(new ActivationFunction(ActivationKind.Negate))
{
    /// <inheritdoc/>
    public override string Stem => "neg";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Negate"/>.</summary>
public static class NegateLayer
{
    /// <summary>The value with the other sign.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Negate(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Negate(), name, new SourceLine(file, line));
}
