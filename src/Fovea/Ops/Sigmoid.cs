using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Logistic function.</summary>
/// <remarks>
/// Formula: <c>y = 1 / (1 + e^−x)</c>.
/// Shapes: any, unchanged.
/// Gradients: y·(1 − y)·dY.
/// Source: Rumelhart et al. 1986.
/// </remarks>
public sealed record Sigmoid() : Activation(new ActivationFunction(ActivationKind.Sigmoid))
{
    /// <inheritdoc/>
    public override string Stem => "sigmoid";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Sigmoid"/>.</summary>
public static class SigmoidLayer
{
    /// <summary>Logistic function.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Sigmoid(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Sigmoid(), name, new SourceLine(file, line));
}
