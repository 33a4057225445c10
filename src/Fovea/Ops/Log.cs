using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The natural logarithm.</summary>
/// <remarks>
/// Formula: <c>y = ln x; NaN for x &lt; 0</c>.
/// Shapes: any, unchanged.
/// Gradients: dY / x.
/// Source: as PyTorch's log.
/// </remarks>
public sealed record Log() : Activation(new ActivationFunction(ActivationKind.Log))
{
    /// <inheritdoc/>
    public override string Stem => "log";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Log"/>.</summary>
public static class LogLayer
{
    /// <summary>The natural logarithm.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Log(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Log(), name, new SourceLine(file, line));
}
