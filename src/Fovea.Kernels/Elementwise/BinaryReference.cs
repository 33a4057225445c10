using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Functions of two values, one element at a time: the specification of <see cref="BinaryForward"/> and <see cref="BinaryBackward"/>.</summary>
public static class BinaryReference
{
    /// <summary>f(a, b).</summary>
    public static T Value<T>(BinaryKind kind, T a, T b) where T : struct, IFloatingPointIeee754<T> => kind switch
    {
        BinaryKind.Add => a + b,
        BinaryKind.Subtract => a - b,
        BinaryKind.Multiply => a * b,
        BinaryKind.Divide => a / b,
        BinaryKind.Maximum => T.Max(a, b),
        BinaryKind.Minimum => T.Min(a, b),
        BinaryKind.Power => T.Pow(a, b),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown function"),
    };

    /// <summary>∂f/∂a and ∂f/∂b; where a maximum or minimum is a tie, half for each, as PyTorch has it.</summary>
    public static (T A, T B) Derivatives<T>(BinaryKind kind, T a, T b) where T : struct, IFloatingPointIeee754<T> => kind switch
    {
        BinaryKind.Add => (T.One, T.One),
        BinaryKind.Subtract => (T.One, -T.One),
        BinaryKind.Multiply => (b, a),
        BinaryKind.Divide => (T.One / b, -a / (b * b)),
        BinaryKind.Maximum => (Wins(a, b), Wins(b, a)),
        BinaryKind.Minimum => (Wins(b, a), Wins(a, b)),
        BinaryKind.Power => (b == T.Zero ? T.Zero : b * T.Pow(a, b - T.One), a == T.Zero && b >= T.Zero ? T.Zero : T.Pow(a, b) * T.Log(a)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown function"),
    };

    private static T Wins<T>(T a, T b) where T : struct, IFloatingPointIeee754<T> => a > b ? T.One : a == b ? T.CreateChecked(0.5) : T.Zero;
}
