using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The value times the hyperbolic tangent of its softplus.</summary>
/// <remarks>
/// Formula: <c>y = x·tanh(ln(1 + e^x))</c>.
/// Shapes: any, unchanged.
/// Gradients: from the input.
/// Source: Misra 2019.
/// </remarks>
public sealed record Mish() : Activation(new ActivationFunction(ActivationKind.Mish))
{
    /// <inheritdoc/>
    public override string Stem => "mish";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Mish"/>.</summary>
public static class MishLayer
{
    /// <summary>The value times the hyperbolic tangent of its softplus.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Mish(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Mish(), name, new SourceLine(file, line));
}
