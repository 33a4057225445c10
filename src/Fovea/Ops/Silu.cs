using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Sigmoid linear unit (swish).</summary>
/// <remarks>
/// Formula: <c>y = x / (1 + e^−x)</c>.
/// Shapes: any, unchanged.
/// Gradients: from the input.
/// Source: Elfwing et al. 2017; Ramachandran et al. 2017.
/// </remarks>
public sealed record Silu() : Activation(new ActivationFunction(ActivationKind.Silu))
{
    /// <inheritdoc/>
    public override string Stem => "silu";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Silu"/>.</summary>
public static class SiluLayer
{
    /// <summary>Sigmoid linear unit (swish).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Silu(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Silu(), name, new SourceLine(file, line));
}
