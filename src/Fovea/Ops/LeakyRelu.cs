using System.Globalization;
using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>ReLU that lets a little through below zero.</summary>
/// <remarks>
/// Formula: <c>y = x for x &gt; 0, else slope·x</c>.
/// Shapes: any, unchanged.
/// Gradients: from the output when the slope is positive, else from the input.
/// Source: Maas et al. 2013.
/// </remarks>
/// <param name="Slope">Factor below zero.</param>
public sealed record LeakyRelu(float Slope = 0.01f) : Activation(new ActivationFunction(ActivationKind.LeakyRelu, Slope))
{
    /// <inheritdoc/>
    public override string Stem => "leakyrelu";

    internal static LeakyRelu Read(OpArguments a) => new(a.LeadingReal("slope", 0.01f));

    /// <inheritdoc/>
    public override string ToString() => Slope == 0.01f ? Stem : string.Create(CultureInfo.InvariantCulture, $"{Stem} {Slope:R}");
}

/// <summary>The layer method of <see cref="Fovea.LeakyRelu"/>.</summary>
public static class LeakyReluLayer
{
    /// <summary>ReLU that lets a little through below zero.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="slope">Factor below zero.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node LeakyRelu(this Node x, float slope = 0.01f, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new LeakyRelu(slope), name, new SourceLine(file, line));
}
