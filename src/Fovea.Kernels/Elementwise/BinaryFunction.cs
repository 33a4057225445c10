using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Which function of two values is applied to every element.</summary>
public enum BinaryKind
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a − b.</summary>
    Subtract,

    /// <summary>a·b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>The larger; NaN when either is.</summary>
    Maximum,

    /// <summary>The smaller; NaN when either is.</summary>
    Minimum,

    /// <summary>a to the power b.</summary>
    Power,
}

/// <summary>One function of two values for eight elements: its value, and what dY gives back to either.</summary>
internal interface IBinaryMap
{
    static abstract Vector256<float> Value(Vector256<float> a, Vector256<float> b);

    static abstract Vector256<float> First(Vector256<float> a, Vector256<float> b, Vector256<float> dy);

    static abstract Vector256<float> Second(Vector256<float> a, Vector256<float> b, Vector256<float> dy);
}

internal readonly struct AddMap : IBinaryMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Value(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> First(Vector256<float> a, Vector256<float> b, Vector256<float> dy) => dy;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Second(Vector256<float> a, Vector256<float> b, Vector256<float> dy) => dy;
}

internal readonly struct SubtractMap : IBinaryMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Value(Vector256<float> a, Vector256<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> First(Vector256<float> a, Vector256<float> b, Vector256<float> dy) => dy;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Second(Vector256<float> a, Vector256<float> b, Vector256<float> dy) => -dy;
}

internal readonly struct MultiplyMap : IBinaryMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Value(Vector256<float> a, Vector256<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> First(Vector256<float> a, Vector256<float> b, Vector256<float> dy) => dy * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Second(Vector256<float> a, Vector256<float> b, Vector256<float> dy) => dy * a;
}

internal readonly struct DivideMap : IBinaryMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Value(Vector256<float> a, Vector256<float> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> First(Vector256<float> a, Vector256<float> b, Vector256<float> dy) => dy / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Second(Vector256<float> a, Vector256<float> b, Vector256<float> dy) => -(dy / b) * (a / b);
}

internal readonly struct MaximumMap : IBinaryMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Value(Vector256<float> a, Vector256<float> b) => VectorMath.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> First(Vector256<float> a, Vector256<float> b, Vector256<float> dy) => Split(Vector256.GreaterThan(a, b), Vector256.Equals(a, b), dy);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Second(Vector256<float> a, Vector256<float> b, Vector256<float> dy) => Split(Vector256.GreaterThan(b, a), Vector256.Equals(a, b), dy);

    /// <summary>All of it where one wins, half of it where both are alike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Split(Vector256<float> wins, Vector256<float> alike, Vector256<float> dy) => (dy & wins) | (dy * 0.5f & alike);
}

internal readonly struct MinimumMap : IBinaryMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Value(Vector256<float> a, Vector256<float> b) => -VectorMath.Max(-a, -b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> First(Vector256<float> a, Vector256<float> b, Vector256<float> dy) => MaximumMap.Split(Vector256.LessThan(a, b), Vector256.Equals(a, b), dy);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Second(Vector256<float> a, Vector256<float> b, Vector256<float> dy) => MaximumMap.Split(Vector256.LessThan(b, a), Vector256.Equals(a, b), dy);
}

/// <summary>Element by element: powers of two variables are rare, and an error of the logarithm would be multiplied by the exponent.</summary>
internal readonly struct PowerMap : IBinaryMap
{
    public static Vector256<float> Value(Vector256<float> a, Vector256<float> b)
    {
        for (int i = 0; i < 8; i++) a = a.WithElement(i, MathF.Pow(a[i], b[i]));
        return a;
    }

    public static Vector256<float> First(Vector256<float> a, Vector256<float> b, Vector256<float> dy)
    {
        for (int i = 0; i < 8; i++) a = a.WithElement(i, b[i] == 0 ? 0 : dy[i] * b[i] * MathF.Pow(a[i], b[i] - 1));
        return a;
    }

    public static Vector256<float> Second(Vector256<float> a, Vector256<float> b, Vector256<float> dy)
    {
        for (int i = 0; i < 8; i++) a = a.WithElement(i, a[i] == 0 && b[i] >= 0 ? 0 : dy[i] * MathF.Pow(a[i], b[i]) * MathF.Log(a[i]));
        return a;
    }
}
