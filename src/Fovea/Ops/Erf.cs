using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The error function.</summary>
/// <remarks>
/// Formula: <c>y = 2/√π · ∫₀^x e^(−t²) dt</c>.
/// Shapes: any, unchanged.
/// Gradients: dY·2/√π·e^(−x²).
/// Source: as PyTorch's erf.
/// </remarks>
public sealed record Erf() : Activation(new ActivationFunction(ActivationKind.Erf))
{
    /// <inheritdoc/>
    public override string Stem => "erf";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Erf"/>.</summary>
public static class ErfLayer
{
    /// <summary>The error function.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Erf(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Erf(), name, new SourceLine(file, line));
}
