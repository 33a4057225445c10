using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The next whole number above.</summary>
/// <remarks>
/// Formula: <c>y = ⌈x⌉</c>.
/// Shapes: any, unchanged.
/// Gradients: 0.
/// Source: as PyTorch's ceil.
/// </remarks>
public sealed record Ceiling() : Activation(new ActivationFunction(ActivationKind.Ceiling))
{
    /// <inheritdoc/>
    public override string Stem => "ceil";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Ceiling"/>.</summary>
public static class CeilingLayer
{
    /// <summary>The next whole number above.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Ceiling(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Ceiling(), name, new SourceLine(file, line));
}
