using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Sigmoid made of straight lines.</summary>
/// <remarks>
/// Formula: <c>y = min(max(x + 3, 0), 6) / 6</c>.
/// Shapes: any, unchanged.
/// Gradients: from the input.
/// Source: as PyTorch's Hardsigmoid.
/// </remarks>
public sealed record HardSigmoid() : Activation(new ActivationFunction(ActivationKind.HardSigmoid))
{
    /// <inheritdoc/>
    public override string Stem => "hardsigmoid";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.HardSigmoid"/>.</summary>
public static class HardSigmoidLayer
{
    /// <summary>Sigmoid made of straight lines.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node HardSigmoid(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new HardSigmoid(), name, new SourceLine(file, line));
}
