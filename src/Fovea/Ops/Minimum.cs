using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The smaller of two values, element by element.</summary>
/// <remarks>
/// Formula: <c>y = min(a, b)</c>.
/// Shapes: two alike, or with axes of size 1, which stretch: H×W×C and 1×1×C (or a vector C) → H×W×C.
/// Gradients: dY to the smaller, half to each where both are alike; summed over the axes along which a value was stretched.
/// Source: as PyTorch's minimum.
/// </remarks>
public sealed record Minimum() : Binary(BinaryKind.Minimum)
{
    /// <inheritdoc/>
    public override string Stem => "min";
}

/// <summary>The layer method of <see cref="Fovea.Minimum"/>.</summary>
public static class MinimumLayer
{
    /// <summary>The smaller of two values, element by element.</summary>
    /// <param name="x">One value.</param>
    /// <param name="other">The other.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The shapes differ along an axis where neither has size 1.</exception>
    public static Node Minimum(this Node x, Node other, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Builder.Add(new Minimum(), [x, other], name, new SourceLine(file, line));
}
