using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Self-normalising exponential unit.</summary>
/// <remarks>
/// Formula: <c>y = 1.0507·x for x &gt; 0, else 1.0507·1.6733·(e^x − 1)</c>.
/// Shapes: any, unchanged.
/// Gradients: from the output.
/// Source: Klambauer et al. 2017.
/// </remarks>
public sealed record Selu() : Activation(new ActivationFunction(ActivationKind.Selu))
{
    /// <inheritdoc/>
    public override string Stem => "selu";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Selu"/>.</summary>
public static class SeluLayer
{
    /// <summary>Self-normalising exponential unit.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Selu(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Selu(), name, new SourceLine(file, line));
}
