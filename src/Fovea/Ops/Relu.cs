using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Rectified linear unit: cuts what is negative.</summary>
/// <remarks>
/// Formula: <c>y = max(x, 0)</c>.
/// Shapes: any, unchanged.
/// Gradients: dY where y &gt; 0.
/// Source: Nair, Hinton 2010.
/// </remarks>
public sealed record Relu() : Activation(new ActivationFunction(ActivationKind.Relu))
{
    /// <inheritdoc/>
    public override string Stem => "relu";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Relu"/>.</summary>
public static class ReluLayer
{
    /// <summary>Rectified linear unit: cuts what is negative.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Relu(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Relu(), name, new SourceLine(file, line));
}
