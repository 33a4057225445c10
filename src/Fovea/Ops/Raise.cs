using System.Globalization;
using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The value to a constant power.</summary>
/// <remarks>
/// Formula: <c>y = x^p</c>.
/// Shapes: any, unchanged.
/// Gradients: dY·p·x^(p − 1).
/// Source: as PyTorch's pow with a number.
/// </remarks>
/// <param name="Exponent">The power.</param>
public sealed record Raise(float Exponent) : Activation(new ActivationFunction(ActivationKind.Raise, Exponent))
{
    /// <inheritdoc/>
    public override string Stem => "raise";

    internal static Raise Read(OpArguments a) => new(a.LeadingReal("exponent", 2f));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stem} {Exponent:R}");
}

/// <summary>The layer method of <see cref="Fovea.Raise"/>.</summary>
public static class RaiseLayer
{
    /// <summary>The value to a constant power.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="exponent">The power.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Raise(this Node x, float exponent, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Raise(exponent), name, new SourceLine(file, line));
}
