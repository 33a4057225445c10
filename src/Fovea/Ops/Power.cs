using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>One value to the power of another, element by element.</summary>
/// <remarks>
/// Formula: <c>y = a^b</c>.
/// Shapes: two alike, or with axes of size 1, which stretch: H×W×C and 1×1×C (or a vector C) → H×W×C.
/// Gradients: dA = dY·b·a^(b − 1), dB = dY·a^b·ln a (0 where a = 0 and b ≥ 0); summed over the axes along which a value was stretched.
/// Source: as PyTorch's pow.
/// </remarks>
public sealed record Power() : Binary(BinaryKind.Power)
{
    /// <inheritdoc/>
    public override string Stem => "pow";
}

/// <summary>The layer method of <see cref="Fovea.Power"/>.</summary>
public static class PowerLayer
{
    /// <summary>One value to the power of another, element by element.</summary>
    /// <param name="x">The base.</param>
    /// <param name="other">The exponent.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The shapes differ along an axis where neither has size 1.</exception>
    public static Node Power(this Node x, Node other, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Builder.Add(new Power(), [x, other], name, new SourceLine(file, line));
}
