using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The exponential.</summary>
/// <remarks>
/// Formula: <c>y = e^x</c>.
/// Shapes: any, unchanged.
/// Gradients: from the output: dY·y.
/// Source: as PyTorch's exp.
/// </remarks>
public sealed record Exp() : Activation(new ActivationFunction(ActivationKind.Exp))
{
    /// <inheritdoc/>
    public override string Stem => "exp";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Exp"/>.</summary>
public static class ExpLayer
{
    /// <summary>The exponential.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Exp(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Exp(), name, new SourceLine(file, line));
}
