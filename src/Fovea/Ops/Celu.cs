using System.Globalization;
using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Exponential linear unit with a smooth slope for every alpha.</summary>
/// <remarks>
/// Formula: <c>y = x for x &gt; 0, else alpha·(e^(x/alpha) − 1)</c>.
/// Shapes: any, unchanged.
/// Gradients: from the output.
/// Source: Barron 2017.
/// </remarks>
/// <param name="Alpha">Depth of the negative branch, above 0.</param>
public sealed record Celu(float Alpha = 1f) : Activation(new ActivationFunction(ActivationKind.Celu, Alpha))
{
    /// <inheritdoc/>
    public override string Stem => "celu";

    /// <inheritdoc/>
    protected override void Check()
    {
        if (!(Alpha > 0) || !float.IsFinite(Alpha)) throw new DeclarationException($"celu {Alpha.ToString(CultureInfo.InvariantCulture)}", "alpha > 0");
    }

    internal static Celu Read(OpArguments a) => new(a.LeadingReal("alpha", 1f));

    /// <inheritdoc/>
    public override string ToString() => Alpha == 1f ? Stem : string.Create(CultureInfo.InvariantCulture, $"{Stem} {Alpha:R}");
}

/// <summary>The layer method of <see cref="Fovea.Celu"/>.</summary>
public static class CeluLayer
{
    /// <summary>Exponential linear unit with a smooth slope for every alpha.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">Depth of the negative branch, above 0.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Celu(this Node x, float alpha = 1f, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Celu(alpha), name, new SourceLine(file, line));
}
