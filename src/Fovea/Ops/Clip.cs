using System.Globalization;
using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The value between two bounds.</summary>
/// <remarks>
/// Formula: <c>y = min(max(x, least), most)</c>.
/// Shapes: any, unchanged.
/// Gradients: dY where least ≤ x ≤ most.
/// Source: as PyTorch's clamp.
/// </remarks>
/// <param name="Least">The lower bound; −∞ is none.</param>
/// <param name="Most">The upper bound; ∞ is none.</param>
public sealed record Clip(float Least = float.NegativeInfinity, float Most = float.PositiveInfinity) : Activation(new ActivationFunction(ActivationKind.Clip, Least, Most))
{
    /// <inheritdoc/>
    public override string Stem => "clip";

    /// <inheritdoc/>
    protected override void Check()
    {
        if (!(Least <= Most)) throw new DeclarationException(string.Create(CultureInfo.InvariantCulture, $"clip between {Least} and {Most}"), "min ≤ max");
    }

    internal static Clip Read(OpArguments a) => new(a.Real("min", float.NegativeInfinity), a.Real("max", float.PositiveInfinity));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Stem}{(float.IsInfinity(Least) ? "" : $" min {Least:R}")}{(float.IsInfinity(Most) ? "" : $" max {Most:R}")}");
}

/// <summary>The layer method of <see cref="Fovea.Clip"/>.</summary>
public static class ClipLayer
{
    /// <summary>The value between two bounds.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="least">The lower bound; −∞ is none.</param>
    /// <param name="most">The upper bound; ∞ is none.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The lower bound lies above the upper.</exception>
    public static Node Clip(this Node x, float least = float.NegativeInfinity, float most = float.PositiveInfinity, string? name = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Clip(least, most), name, new SourceLine(file, line));
}
