using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The sign.</summary>
/// <remarks>
/// Formula: <c>y = −1, 0 or 1</c>.
/// Shapes: any, unchanged.
/// Gradients: 0.
/// Source: as PyTorch's sign.
/// </remarks>
public sealed record Sign() : Activation(new ActivationFunction(ActivationKind.Sign))
{
    /// <inheritdoc/>
    public override string Stem => "sign";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Sign"/>.</summary>
public static class SignLayer
{
    /// <summary>The sign.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Sign(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Sign(), name, new SourceLine(file, line));
}
