using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Gaussian error linear unit, with the exact error function.</summary>
/// <remarks>
/// Formula: <c>y = x·Φ(x)</c>.
/// Shapes: any, unchanged.
/// Gradients: from the input.
/// Source: Hendrycks, Gimpel 2016.
/// </remarks>
public sealed record Gelu() : Activation(new ActivationFunction(ActivationKind.Gelu))
{
    /// <inheritdoc/>
    public override string Stem => "gelu";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Gelu"/>.</summary>
public static class GeluLayer
{
    /// <summary>Gaussian error linear unit, with the exact error function.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Gelu(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Gelu(), name, new SourceLine(file, line));
}
