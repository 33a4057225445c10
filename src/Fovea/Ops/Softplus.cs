using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>A smooth ReLU.</summary>
/// <remarks>
/// Formula: <c>y = ln(1 + e^x)</c>.
/// Shapes: any, unchanged.
/// Gradients: from the input.
/// Source: Dugas et al. 2001.
/// </remarks>
public sealed record Softplus() : Activation(new ActivationFunction(ActivationKind.Softplus))
{
    /// <inheritdoc/>
    public override string Stem => "softplus";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Softplus"/>.</summary>
public static class SoftplusLayer
{
    /// <summary>A smooth ReLU.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Softplus(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Softplus(), name, new SourceLine(file, line));
}
