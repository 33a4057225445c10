using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>A sigmoid with slow tails.</summary>
/// <remarks>
/// Formula: <c>y = x / (1 + |x|)</c>.
/// Shapes: any, unchanged.
/// Gradients: dY / (1 + |x|)².
/// Source: Turian, Bergstra, Bengio 2009.
/// </remarks>
public sealed record Softsign() : Activation(new ActivationFunction(ActivationKind.Softsign))
{
    /// <inheritdoc/>
    public override string Stem => "softsign";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Softsign"/>.</summary>
public static class SoftsignLayer
{
    /// <summary>A sigmoid with slow tails.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Softsign(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Softsign(), name, new SourceLine(file, line));
}
