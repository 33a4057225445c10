using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The larger of two values, element by element.</summary>
/// <remarks>
/// Formula: <c>y = max(a, b)</c>.
/// Shapes: two alike, or with axes of size 1, which stretch: H×W×C and 1×1×C (or a vector C) → H×W×C.
/// Gradients: dY to the larger, half to each where both are alike; summed over the axes along which a value was stretched.
/// Source: as PyTorch's maximum; Goodfellow et al., "Maxout networks", 2013.
/// </remarks>
public sealed record Maximum() : Binary(BinaryKind.Maximum)
{
    /// <inheritdoc/>
    public override string Stem => "max";
}

/// <summary>The layer method of <see cref="Fovea.Maximum"/>.</summary>
public static class MaximumLayer
{
    /// <summary>The larger of two values, element by element.</summary>
    /// <param name="x">One value.</param>
    /// <param name="other">The other.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The shapes differ along an axis where neither has size 1.</exception>
    public static Node Maximum(this Node x, Node other, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Builder.Add(new Maximum(), [x, other], name, new SourceLine(file, line));
}
