using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>One activation for eight elements: its value, and the gradient from the saved input or output.</summary>
internal interface IActivationMap
{
    Vector256<float> Value(Vector256<float> x);

    Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy);
}

internal readonly struct ReluMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => Vector256.AndNot(x, Vector256.LessThanOrEqual(x, Vector256<float>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
        => Vector256.AndNot(dy, Vector256.LessThanOrEqual(saved, Vector256<float>.Zero));
}

internal readonly struct GuidedReluMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => default(ReluMap).Value(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
        => Vector256.AndNot(default(ReluMap).Gradient(saved, dy), Vector256.LessThanOrEqual(dy, Vector256<float>.Zero));
}

internal readonly struct DeconvnetReluMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => default(ReluMap).Value(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => default(ReluMap).Value(dy);
}

internal readonly struct LeakyReluMap(float slope) : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => Gradient(x, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
        => Vector256.ConditionalSelect(Vector256.GreaterThan(saved, Vector256<float>.Zero), dy, dy * slope);
}

internal readonly struct Relu6Map : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x)
    {
        Vector256<float> six = Vector256.Create(6f);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(x, six), six, default(ReluMap).Value(x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
        => Vector256.AndNot(default(ReluMap).Gradient(saved, dy), Vector256.GreaterThanOrEqual(saved, Vector256.Create(6f)));
}

/// <summary>ELU and, with its two constants, SELU.</summary>
internal readonly struct EluMap(float scale, float alpha, bool fromOutput) : IActivationMap
{
    private readonly float negative = scale * alpha;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x)
    {
        Vector256<float> positive = Vector256.GreaterThan(x, Vector256<float>.Zero);
        Vector256<float> curve = VectorMath.ExpMinusOneOfNegative(Vector256.AndNot(x, positive)) * negative;
        return Vector256.ConditionalSelect(positive, x * scale, curve);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
    {
        Vector256<float> positive = Vector256.GreaterThan(saved, Vector256<float>.Zero);
        Vector256<float> slope = fromOutput ? saved + Vector256.Create(negative) : VectorMath.Exp(saved) * negative;
        return dy * Vector256.ConditionalSelect(positive, Vector256.Create(scale), slope);
    }
}

internal readonly struct GeluMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => x * VectorMath.NormalCdf(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
        => dy * VectorMath.Fma(saved, VectorMath.NormalDensity(saved), VectorMath.NormalCdf(saved));
}

internal readonly struct SiluMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => x / (Vector256<float>.One + VectorMath.Exp(-x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
    {
        Vector256<float> s = VectorMath.Sigmoid(saved);
        return dy * (s * VectorMath.Fma(saved, Vector256<float>.One - s, 1f));
    }
}

internal readonly struct HardSigmoidMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => default(Relu6Map).Value(x + Vector256.Create(3f)) / 6f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
        => Vector256.AndNot(dy / 6f, Vector256.LessThanOrEqual(saved, Vector256.Create(-3f))
            | Vector256.GreaterThanOrEqual(saved, Vector256.Create(3f)));
}

internal readonly struct HardSwishMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => x * default(HardSigmoidMap).Value(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
    {
        Vector256<float> middle = dy * (saved / 3f + Vector256.Create(0.5f));
        Vector256<float> upper = Vector256.ConditionalSelect(Vector256.GreaterThan(saved, Vector256.Create(3f)), dy, middle);
        return Vector256.AndNot(upper, Vector256.LessThan(saved, Vector256.Create(-3f)));
    }
}

internal readonly struct SoftplusMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x)
        => default(ReluMap).Value(x) + VectorMath.LogOnePlus(VectorMath.Exp(-Vector256.Abs(x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => dy * VectorMath.Sigmoid(saved);
}

internal readonly struct SigmoidMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => VectorMath.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy) => dy * (saved * (Vector256<float>.One - saved));
}

internal readonly struct TanhMap : IActivationMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(Vector256<float> x) => VectorMath.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Gradient(Vector256<float> saved, Vector256<float> dy)
        => dy * ((Vector256<float>.One - saved) * (Vector256<float>.One + saved));
}
