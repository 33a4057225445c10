using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The nearest whole number, the even one where two are as near.</summary>
/// <remarks>
/// Formula: <c>y = round x</c>.
/// Shapes: any, unchanged.
/// Gradients: 0.
/// Source: as PyTorch's round.
/// </remarks>
public sealed record Round() : Activation(new ActivationFunction(ActivationKind.Round))
{
    /// <inheritdoc/>
    public override string Stem => "round";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Round"/>.</summary>
public static class RoundLayer
{
    /// <summary>The nearest whole number, the even one where two are as near.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Round(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Round(), name, new SourceLine(file, line));
}
