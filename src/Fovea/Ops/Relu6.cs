using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>ReLU with a ceiling of 6.</summary>
/// <remarks>
/// Formula: <c>y = min(max(x, 0), 6)</c>.
/// Shapes: any, unchanged.
/// Gradients: dY where 0 &lt; y &lt; 6.
/// Source: Howard et al., MobileNets, 2017.
/// </remarks>
public sealed record Relu6() : Activation(new ActivationFunction(ActivationKind.Relu6))
{
    /// <inheritdoc/>
    public override string Stem => "relu6";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Relu6"/>.</summary>
public static class Relu6Layer
{
    /// <summary>ReLU with a ceiling of 6.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Relu6(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Relu6(), name, new SourceLine(file, line));
}
