using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

internal readonly struct ExpMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => VectorMath.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => dy * saved;
}

internal readonly struct LogMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => VectorMath.Log(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => dy / saved;
}

internal readonly struct SqrtMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => Vector256.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => dy / (saved + saved);
}

internal readonly struct AbsMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => Vector256.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => dy * default(SignMap).Value(saved);
}

internal readonly struct NegateMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => -x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => -dy;
}

internal readonly struct ReciprocalMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => Vector256<float>.One / x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => -dy * (saved * saved);
}

internal readonly struct SoftsignMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => x / (Vector256<float>.One + Vector256.Abs(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
    {
        Vector256<float> d = Vector256<float>.One + Vector256.Abs(saved);
        return dy / (d * d);
    }
}

/// <summary>With e = e^x: tanh(ln(1 + e)) = e·(e + 2) / (e·(e + 2) + 2), which is 1 to the last bit from 20 on.</summary>
internal readonly struct MishMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x)
    {
        Vector256<float> e = VectorMath.Exp(Bounded(x)), n = e * (e + Vector256.Create(2f));
        return x * (n / (n + Vector256.Create(2f)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
    {
        Vector256<float> x = Bounded(saved), e = VectorMath.Exp(x), n = e * (e + Vector256.Create(2f)), d = n + Vector256.Create(2f);
        Vector256<float> slope = e * 4f / d * ((Vector256<float>.One + e) / d);
        return dy * VectorMath.Fma(x, slope, n / d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Bounded(Vector256<float> x) => Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256.Create(20f)), Vector256.Create(20f), x);
}

internal readonly struct ErfMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => VectorMath.Erf(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => dy * (VectorMath.Exp(-(saved * saved)) * 1.12837917f);
}

/// <summary>Element by element: an argument may be any number of turns large.</summary>
internal readonly struct SinMap : IActivationMap
{
    public Vector256<float> Value(Vector256<float> x)
    {
        for (int i = 0; i < 8; i++) x = x.WithElement(i, MathF.Sin(x[i]));
        return x;
    }

    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => dy * default(CosMap).Value(saved);
}

/// <inheritdoc cref="SinMap"/>
internal readonly struct CosMap : IActivationMap
{
    public Vector256<float> Value(Vector256<float> x)
    {
        for (int i = 0; i < 8; i++) x = x.WithElement(i, MathF.Cos(x[i]));
        return x;
    }

    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => -dy * default(SinMap).Value(saved);
}

internal readonly struct FloorMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => Vector256.Floor(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => default;
}

internal readonly struct CeilingMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => Vector256.Ceiling(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => default;
}

internal readonly struct RoundMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => Vector256.Round(x, MidpointRounding.ToEven);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => default;
}

internal readonly struct SignMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x)
    {
        Vector256<float> one = Vector256<float>.One, positive = Vector256.GreaterThan(x, Vector256<float>.Zero), negative = Vector256.LessThan(x, Vector256<float>.Zero);
        return Vector256.ConditionalSelect(positive, one, Vector256.ConditionalSelect(negative, -one, x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => default;
}

/// <summary>x·sigmoid(2u) with u = √(2/π)·(x + 0.044715·x³): the same function, without a difference of nearly equal numbers on the left.</summary>
internal readonly struct TanhGeluMap : IActivationMap
{
    private const float Twice = 1.59576912f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => x * Share(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
    {
        Vector256<float> s = Share(saved), inner = VectorMath.Fma(saved * saved, Vector256.Create(3 * 0.044715f), 1f) * Twice;
        // Beyond 10 it is x or 0, and the square might be infinite.
        Vector256<float> slope = Vector256.ConditionalSelect(Vector256.GreaterThan(Vector256.Abs(saved), Vector256.Create(10f)), Vector256<float>.Zero,
            saved * s * (Vector256<float>.One - s) * inner);
        return dy * (s + slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Share(Vector256<float> x) => VectorMath.Sigmoid(x * VectorMath.Fma(x * x, Vector256.Create(0.044715f), 1f) * Twice);
}

internal readonly struct CeluMap(float alpha) : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x)
    {
        Vector256<float> positive = Vector256.GreaterThan(x, Vector256<float>.Zero);
        return Vector256.ConditionalSelect(positive, x, VectorMath.ExpMinusOneOfNegative(Vector256.AndNot(x, positive) / alpha) * alpha);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
        => dy * Vector256.ConditionalSelect(Vector256.GreaterThan(saved, Vector256<float>.Zero), Vector256<float>.One, saved / alpha + Vector256<float>.One);
}

internal readonly struct ThresholdedReluMap(float alpha) : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => Gradient(x, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => Vector256.AndNot(dy, Vector256.LessThanOrEqual(saved, Vector256.Create(alpha)));
}

/// <summary>Squares and cubes, which formulas are full of, are products; other powers go element by element.</summary>
internal readonly struct RaiseMap(float exponent) : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => exponent == 2 ? x * x : exponent == 3 ? x * x * x : exponent == 0.5f ? Vector256.Sqrt(x) : Power(x, exponent);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => exponent switch
    {
        2 => dy * (saved + saved),
        3 => dy * (saved * saved * 3f),
        0 => default,
        _ => dy * (Power(saved, exponent - 1) * exponent),
    };

    private static Vector256<float> Power(Vector256<float> x, float exponent)
    {
        for (int i = 0; i < 8; i++) x = x.WithElement(i, MathF.Pow(x[i], exponent));
        return x;
    }
}

internal readonly struct ClipMap(float least, float most) : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x)
    {
        Vector256<float> low = Vector256.Create(least), high = Vector256.Create(most);
        return Vector256.ConditionalSelect(Vector256.LessThan(x, low), low, Vector256.ConditionalSelect(Vector256.GreaterThan(x, high), high, x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
        => Vector256.AndNot(dy, Vector256.LessThan(saved, Vector256.Create(least)) | Vector256.GreaterThan(saved, Vector256.Create(most)));
}
