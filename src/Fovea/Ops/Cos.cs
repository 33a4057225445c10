using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The cosine.</summary>
/// <remarks>
/// Formula: <c>y = cos x</c>.
/// Shapes: any, unchanged.
/// Gradients: −dY·sin x.
/// Source: as PyTorch's cos.
/// </remarks>
public sealed record Cos() : Activation(new ActivationFunction(ActivationKind.Cos))
{
    /// <inheritdoc/>
    public override string Stem => "cos";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Cos"/>.</summary>
public static class CosLayer
{
    /// <summary>The cosine.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Cos(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Cos(), name, new SourceLine(file, line));
}
