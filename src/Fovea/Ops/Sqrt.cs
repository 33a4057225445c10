using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The square root.</summary>
/// <remarks>
/// Formula: <c>y = √x; NaN for x &lt; 0</c>.
/// Shapes: any, unchanged.
/// Gradients: from the output: dY / (2·y).
/// Source: as PyTorch's sqrt.
/// </remarks>
public sealed record Sqrt() : Activation(new ActivationFunction(ActivationKind.Sqrt))
{
    /// <inheritdoc/>
    public override string Stem => "sqrt";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Sqrt"/>.</summary>
public static class SqrtLayer
{
    /// <summary>The square root.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Sqrt(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Sqrt(), name, new SourceLine(file, line));
}
