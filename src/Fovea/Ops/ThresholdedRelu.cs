using System.Globalization;
using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The value where it exceeds a threshold, else zero.</summary>
/// <remarks>
/// Formula: <c>y = x for x &gt; alpha, else 0</c>.
/// Shapes: any, unchanged.
/// Gradients: dY where x &gt; alpha.
/// Source: Konda, Memisevic, Krueger 2014.
/// </remarks>
/// <param name="Alpha">The threshold.</param>
public sealed record ThresholdedRelu(float Alpha = 1f) : Activation(new ActivationFunction(ActivationKind.ThresholdedRelu, Alpha))
{
    /// <inheritdoc/>
    public override string Stem => "thresholdedrelu";

    internal static ThresholdedRelu Read(OpArguments a) => new(a.LeadingReal("alpha", 1f));

    /// <inheritdoc/>
    public override string ToString() => Alpha == 1f ? Stem : string.Create(CultureInfo.InvariantCulture, $"{Stem} {Alpha:R}");
}

/// <summary>The layer method of <see cref="Fovea.ThresholdedRelu"/>.</summary>
public static class ThresholdedReluLayer
{
    /// <summary>The value where it exceeds a threshold, else zero.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">The threshold.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node ThresholdedRelu(this Node x, float alpha = 1f, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new ThresholdedRelu(alpha), name, new SourceLine(file, line));
}
