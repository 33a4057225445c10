using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The next whole number below.</summary>
/// <remarks>
/// Formula: <c>y = ⌊x⌋</c>.
/// Shapes: any, unchanged.
/// Gradients: 0.
/// Source: as PyTorch's floor.
/// </remarks>
public sealed record Floor() : Activation(new ActivationFunction(ActivationKind.Floor))
{
    /// <inheritdoc/>
    public override string Stem => "floor";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Floor"/>.</summary>
public static class FloorLayer
{
    /// <summary>The next whole number below.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Floor(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Floor(), name, new SourceLine(file, line));
}
