using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>One divided by the value.</summary>
/// <remarks>
/// Formula: <c>y = 1 / x</c>.
/// Shapes: any, unchanged.
/// Gradients: from the output: −dY·y².
/// Source: as PyTorch's reciprocal.
/// </remarks>
public sealed record Reciprocal() : Activation(new ActivationFunction(ActivationKind.Reciprocal))
{
    /// <inheritdoc/>
    public override string Stem => "reciprocal";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Reciprocal"/>.</summary>
public static class ReciprocalLayer
{
    /// <summary>One divided by the value.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Reciprocal(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Reciprocal(), name, new SourceLine(file, line));
}
