using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The sine.</summary>
/// <remarks>
/// Formula: <c>y = sin x</c>.
/// Shapes: any, unchanged.
/// Gradients: dY·cos x.
/// Source: as PyTorch's sin.
/// </remarks>
public sealed record Sin() : Activation(new ActivationFunction(ActivationKind.Sin))
{
    /// <inheritdoc/>
    public override string Stem => "sin";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Sin"/>.</summary>
public static class SinLayer
{
    /// <summary>The sine.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Sin(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Sin(), name, new SourceLine(file, line));
}
