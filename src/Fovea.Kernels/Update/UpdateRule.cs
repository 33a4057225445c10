using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>How one parameter moves. Formulas are PyTorch's, with fused multiply-adds; a rule sees eight parameters at a time.</summary>
internal interface IUpdateRule<TSelf> where TSelf : struct, IUpdateRule<TSelf>
{
    /// <summary>The rule with this step's numbers.</summary>
    TSelf At(float learningRate, float weightDecay, double updateNumber);

    /// <summary>New parameter; changes the two states.</summary>
    Vector256<float> Apply(Vector256<float> w, Vector256<float> g, ref Vector256<float> first, ref Vector256<float> second);
}

/// <summary>Stochastic gradient descent.</summary>
/// <remarks>d = g + wd·w; v = momentum·v + (1 − dampening)·d; w −= lr·v, or with Nesterov lr·(d + momentum·v).</remarks>
internal readonly struct SgdRule(float momentum, float dampening, bool nesterov, float rate = 0, float decay = 0) : IUpdateRule<SgdRule>
{
    public SgdRule At(float learningRate, float weightDecay, double updateNumber)
        // PyTorch's first step takes the undamped gradient as its velocity.
        => new(momentum, updateNumber <= 1 ? 0 : dampening, nesterov, learningRate, weightDecay);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Apply(Vector256<float> w, Vector256<float> g, ref Vector256<float> first, ref Vector256<float> second)
    {
        Vector256<float> d = VectorMath.Fma(Vector256.Create(decay), w, g);
        if (momentum != 0)
        {
            first = VectorMath.Fma(Vector256.Create(momentum), first, d * (1 - dampening));
            d = nesterov ? VectorMath.Fma(Vector256.Create(momentum), first, d) : first;
        }
        return VectorMath.Fma(Vector256.Create(-rate), d, w);
    }
}

/// <summary>Adam, and AdamW with decoupled decay.</summary>
/// <remarks>
/// m += (1 − β₁)(g − m); v = β₂v + (1 − β₂)g²; w −= lr/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + eps).
/// Source: Kingma and Ba 2015; Loshchilov and Hutter 2019.
/// </remarks>
internal readonly struct AdamRule(double beta1, double beta2, float epsilon, bool decoupled, float shrink = 1, float decay = 0,
    float stepSize = 0, float root = 1) : IUpdateRule<AdamRule>
{
    public AdamRule At(float learningRate, float weightDecay, double updateNumber)
        => new(beta1, beta2, epsilon, decoupled, decoupled ? (float)(1 - (double)learningRate * weightDecay) : 1, decoupled ? 0 : weightDecay,
            (float)(-learningRate / (1 - Math.Pow(beta1, updateNumber))), (float)Math.Sqrt(1 - Math.Pow(beta2, updateNumber)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Apply(Vector256<float> w, Vector256<float> g, ref Vector256<float> first, ref Vector256<float> second)
    {
        g = VectorMath.Fma(Vector256.Create(decay), w, g);
        w *= shrink;
        first = VectorMath.Fma(Vector256.Create((float)(1 - beta1)), g - first, first);
        second = VectorMath.Fma(g * (float)(1 - beta2), g, second * (float)beta2);
        Vector256<float> denominator = Vector256.Sqrt(second) / root + Vector256.Create(epsilon);
        return VectorMath.Fma(Vector256.Create(stepSize), first / denominator, w);
    }
}

/// <summary>RMSprop.</summary>
/// <remarks>s = αs + (1 − α)g²; u = g / (√s + eps); with momentum v = momentum·v + u and w −= lr·v, otherwise w −= lr·u.</remarks>
internal readonly struct RmsPropRule(double alpha, float epsilon, float momentum, float rate = 0, float decay = 0) : IUpdateRule<RmsPropRule>
{
    public RmsPropRule At(float learningRate, float weightDecay, double updateNumber) => new(alpha, epsilon, momentum, learningRate, weightDecay);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Apply(Vector256<float> w, Vector256<float> g, ref Vector256<float> first, ref Vector256<float> second)
    {
        g = VectorMath.Fma(Vector256.Create(decay), w, g);
        first = VectorMath.Fma(g * (float)(1 - alpha), g, first * (float)alpha);
        Vector256<float> u = g / (Vector256.Sqrt(first) + Vector256.Create(epsilon));
        if (momentum != 0) u = second = VectorMath.Fma(Vector256.Create(momentum), second, u);
        return VectorMath.Fma(Vector256.Create(-rate), u, w);
    }
}
