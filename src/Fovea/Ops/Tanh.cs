using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Hyperbolic tangent.</summary>
/// <remarks>
/// Formula: <c>y = tanh x</c>.
/// Shapes: any, unchanged.
/// Gradients: (1 − y²)·dY.
/// Source: LeCun et al. 1998.
/// </remarks>
public sealed record Tanh() : Activation(new ActivationFunction(ActivationKind.Tanh))
{
    /// <inheritdoc/>
    public override string Stem => "tanh";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Tanh"/>.</summary>
public static class TanhLayer
{
    /// <summary>Hyperbolic tangent.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Tanh(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Tanh(), name, new SourceLine(file, line));
}
