using System.Globalization;
using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Exponential linear unit.</summary>
/// <remarks>
/// Formula: <c>y = x for x &gt; 0, else alpha·(e^x − 1)</c>.
/// Shapes: any, unchanged.
/// Gradients: from the output.
/// Source: Clevert et al. 2015.
/// </remarks>
/// <param name="Alpha">Depth of the negative branch.</param>
public sealed record Elu(float Alpha = 1f) : Activation(new ActivationFunction(ActivationKind.Elu, Alpha))
{
    /// <inheritdoc/>
    public override string Stem => "elu";

    internal static Elu Read(OpArguments a) => new(a.LeadingReal("alpha", 1f));

    /// <inheritdoc/>
    public override string ToString() => Alpha == 1f ? Stem : string.Create(CultureInfo.InvariantCulture, $"{Stem} {Alpha:R}");
}

/// <summary>The layer method of <see cref="Fovea.Elu"/>.</summary>
public static class EluLayer
{
    /// <summary>Exponential linear unit.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">Depth of the negative branch.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Elu(this Node x, float alpha = 1f, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Elu(alpha), name, new SourceLine(file, line));
}
