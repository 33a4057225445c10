using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The difference of two values, element by element.</summary>
/// <remarks>
/// Formula: <c>y = a − b</c>.
/// Shapes: two alike, or with axes of size 1, which stretch: H×W×C and 1×1×C (or a vector C) → H×W×C.
/// Gradients: dA = dY, dB = −dY; summed over the axes along which a value was stretched.
/// Source: as PyTorch's sub.
/// </remarks>
public sealed record Subtract() : Binary(BinaryKind.Subtract)
{
    /// <inheritdoc/>
    public override string Stem => "sub";
}

/// <summary>The layer method of <see cref="Fovea.Subtract"/>.</summary>
public static class SubtractLayer
{
    /// <summary>The difference of two values, element by element.</summary>
    /// <param name="x">What is subtracted from.</param>
    /// <param name="other">What is subtracted.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The shapes differ along an axis where neither has size 1.</exception>
    public static Node Subtract(this Node x, Node other, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Builder.Add(new Subtract(), [x, other], name, new SourceLine(file, line));
}
