using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The product of two values, element by element: a gate over feature maps.</summary>
/// <remarks>
/// Formula: <c>y = a·b</c>.
/// Shapes: two alike, or with axes of size 1, which stretch: H×W×C and 1×1×C (or a vector C) → H×W×C.
/// Gradients: dA = dY·b, dB = dY·a; summed over the axes along which a value was stretched.
/// Source: Hu, Shen, Sun, "Squeeze-and-excitation networks", 2018.
/// </remarks>
public sealed record Multiply() : Binary(BinaryKind.Multiply)
{
    /// <inheritdoc/>
    public override string Stem => "mul";
}

/// <summary>The layer method of <see cref="Fovea.Multiply"/>.</summary>
public static class MultiplyLayer
{
    /// <summary>The product of two values, element by element: a gate over feature maps.</summary>
    /// <param name="x">One factor.</param>
    /// <param name="other">The other.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The shapes differ along an axis where neither has size 1.</exception>
    public static Node Multiply(this Node x, Node other, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Builder.Add(new Multiply(), [x, other], name, new SourceLine(file, line));
}
