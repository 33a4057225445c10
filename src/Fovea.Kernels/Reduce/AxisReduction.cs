using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>What is made of the numbers along the axes.</summary>
public enum ReduceKind
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>The largest; NaN when there is one.</summary>
    Max,

    /// <summary>The smallest; NaN when there is one.</summary>
    Min,

    /// <summary>The sum of their absolute values.</summary>
    L1,

    /// <summary>The root of the sum of their squares.</summary>
    L2,
}

/// <summary>How numbers are joined, eight at a time and one at a time.</summary>
internal interface IReduceTerms
{
    static abstract float Start { get; }

    static abstract Vector256<float> Join(Vector256<float> sum, Vector256<float> x);

    static abstract double Join(double sum, double part);
}

internal readonly struct SumReduce : IReduceTerms
{
    public static float Start => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Join(Vector256<float> sum, Vector256<float> x) => sum + x;

    public static double Join(double sum, double part) => sum + part;
}

internal readonly struct L1Reduce : IReduceTerms
{
    public static float Start => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Join(Vector256<float> sum, Vector256<float> x) => sum + Vector256.Abs(x);

    public static double Join(double sum, double part) => sum + part;
}

internal readonly struct L2Reduce : IReduceTerms
{
    public static float Start => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Join(Vector256<float> sum, Vector256<float> x) => VectorMath.Fma(x, x, sum);

    public static double Join(double sum, double part) => sum + part;
}

internal readonly struct MaxReduce : IReduceTerms
{
    public static float Start => float.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Join(Vector256<float> sum, Vector256<float> x) => VectorMath.Max(sum, x);

    public static double Join(double sum, double part) => Math.Max(sum, part);
}

internal readonly struct MinReduce : IReduceTerms
{
    public static float Start => float.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Join(Vector256<float> sum, Vector256<float> x) => -VectorMath.Max(-sum, -x);

    public static double Join(double sum, double part) => Math.Min(sum, part);
}

/// <summary>Reductions of single numbers: the specification of <see cref="ReduceForward"/> and <see cref="ReduceBackward"/>.</summary>
public static class AxisReductionReference
{
    /// <summary>What becomes of the numbers.</summary>
    public static T Value<T>(ReduceKind kind, ReadOnlySpan<T> x) where T : struct, IFloatingPointIeee754<T>
    {
        T sum = kind is ReduceKind.Max or ReduceKind.Min ? x[0] : T.Zero;
        foreach (T v in x)
            sum = kind switch { ReduceKind.Max => T.Max(sum, v), ReduceKind.Min => T.Min(sum, v), ReduceKind.L1 => sum + T.Abs(v), ReduceKind.L2 => sum + v * v, _ => sum + v };
        return kind switch { ReduceKind.Mean => sum / T.CreateChecked(x.Length), ReduceKind.L2 => T.Sqrt(sum), _ => sum };
    }

    /// <summary>∂y/∂x of one of them; several that are the largest or smallest share the gradient, as PyTorch's amax has it.</summary>
    public static T Derivative<T>(ReduceKind kind, ReadOnlySpan<T> x, T y, T one) where T : struct, IFloatingPointIeee754<T>
    {
        if (kind is not (ReduceKind.Max or ReduceKind.Min))
            return kind switch { ReduceKind.Mean => T.One / T.CreateChecked(x.Length), ReduceKind.Sum => T.One, ReduceKind.L1 => T.CreateChecked(T.IsNaN(one) ? 0 : T.Sign(one)), _ => y == T.Zero ? T.Zero : one / y };
        return one == y ? T.One / T.CreateChecked(x.Count(y)) : T.Zero;
    }
}
