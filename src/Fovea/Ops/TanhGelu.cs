using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Gaussian error linear unit in its form with a hyperbolic tangent.</summary>
/// <remarks>
/// Formula: <c>y = x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2</c>.
/// Shapes: any, unchanged.
/// Gradients: from the input.
/// Source: Hendrycks, Gimpel 2016; PyTorch's gelu with approximate="tanh".
/// </remarks>
public sealed record TanhGelu() : Activation(new ActivationFunction(ActivationKind.TanhGelu))
{
    /// <inheritdoc/>
    public override string Stem => "tanhgelu";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.TanhGelu"/>.</summary>
public static class TanhGeluLayer
{
    /// <summary>Gaussian error linear unit in its form with a hyperbolic tangent.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node TanhGelu(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new TanhGelu(), name, new SourceLine(file, line));
}
