using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Swish made of straight lines.</summary>
/// <remarks>
/// Formula: <c>y = x·min(max(x + 3, 0), 6) / 6</c>.
/// Shapes: any, unchanged.
/// Gradients: from the input.
/// Source: Howard et al., MobileNetV3, 2019.
/// </remarks>
public sealed record HardSwish() : Activation(new ActivationFunction(ActivationKind.HardSwish))
{
    /// <inheritdoc/>
    public override string Stem => "hardswish";

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.HardSwish"/>.</summary>
public static class HardSwishLayer
{
    /// <summary>Swish made of straight lines.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node HardSwish(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new HardSwish(), name, new SourceLine(file, line));
}
