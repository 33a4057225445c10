using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Activations, one element at a time: the specification of <see cref="Activation"/>.</summary>
public static class ActivationReference
{
    /// <summary>y = f(x).</summary>
    public static void Forward<T>(ActivationFunction f, ReadOnlySpan<T> x, Span<T> y) where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++) y[i] = Value(f, x[i]);
    }

    /// <summary>dx = f′(x)·dy from the input x, or dx += .</summary>
    public static void Backward<T>(ActivationFunction f, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate = false,
        ReluRule rule = ReluRule.Standard) where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            T d = rule switch
            {
                ReluRule.Guided => x[i] <= T.Zero || dy[i] <= T.Zero ? T.Zero : dy[i],
                ReluRule.Deconvnet => dy[i] <= T.Zero ? T.Zero : dy[i],
                _ => f.Kind == ActivationKind.Relu && x[i] <= T.Zero ? T.Zero : dy[i] * Derivative(f, x[i]),
            };
            dx[i] = accumulate ? dx[i] + d : d;
        }
    }

    /// <summary>f(x).</summary>
    public static T Value<T>(ActivationFunction f, T x) where T : struct, IFloatingPointIeee754<T>
    {
        T three = T.CreateChecked(3), six = T.CreateChecked(6), alpha = T.CreateChecked(f.Alpha);
        return f.Kind switch
        {
            ActivationKind.Relu => x <= T.Zero ? T.Zero : x,
            ActivationKind.LeakyRelu => x > T.Zero ? x : alpha * x,
            ActivationKind.Relu6 => x <= T.Zero ? T.Zero : x > six ? six : x,
            ActivationKind.Elu => x > T.Zero ? x : alpha * ExpMinusOne(x),
            ActivationKind.Selu => SeluScale<T>() * (x > T.Zero ? x : SeluAlpha<T>() * ExpMinusOne(x)),
            ActivationKind.Gelu => x * NormalCdf(x),
            ActivationKind.Silu => x / (T.One + T.Exp(-x)),
            ActivationKind.HardSwish => x * (Clamp6(x + three) / six),
            ActivationKind.HardSigmoid => Clamp6(x + three) / six,
            ActivationKind.Softplus => (x > T.Zero ? x : T.IsNaN(x) ? x : T.Zero) + LogOnePlus(T.Exp(-T.Abs(x))),
            ActivationKind.Sigmoid => T.One / (T.One + T.Exp(-x)),
            ActivationKind.Tanh => T.Tanh(x),
            _ => FunctionReference.Value(f, x),
        };
    }

    /// <summary>f′(x); at a kink the slope on the left, as PyTorch has it.</summary>
    public static T Derivative<T>(ActivationFunction f, T x) where T : struct, IFloatingPointIeee754<T>
    {
        T three = T.CreateChecked(3), six = T.CreateChecked(6), alpha = T.CreateChecked(f.Alpha), half = T.CreateChecked(0.5);
        T s = T.One / (T.One + T.Exp(-x));
        return f.Kind switch
        {
            ActivationKind.Relu => x <= T.Zero ? T.Zero : T.One,
            ActivationKind.LeakyRelu => x > T.Zero ? T.One : alpha,
            ActivationKind.Relu6 => x <= T.Zero || x >= six ? T.Zero : T.One,
            ActivationKind.Elu => x > T.Zero ? T.One : alpha * T.Exp(x),
            ActivationKind.Selu => SeluScale<T>() * (x > T.Zero ? T.One : SeluAlpha<T>() * T.Exp(x)),
            ActivationKind.Gelu => NormalCdf(x) + x * T.Exp(-x * x * half) / T.Sqrt(T.CreateChecked(2) * T.Pi),
            ActivationKind.Silu => s * (T.One + x * (T.One - s)),
            ActivationKind.HardSwish => x < -three ? T.Zero : x > three ? T.One : x / three + half,
            ActivationKind.HardSigmoid => x <= -three || x >= three ? T.Zero : T.One / six,
            ActivationKind.Softplus or ActivationKind.Sigmoid => f.Kind == ActivationKind.Softplus ? s : s * (T.One - s),
            ActivationKind.Tanh => T.One - T.Tanh(x) * T.Tanh(x),
            _ => FunctionReference.Derivative(f, x),
        };
    }

    /// <summary>Φ(x).</summary>
    public static T NormalCdf<T>(T x) where T : struct, IFloatingPointIeee754<T>
    {
        T two = T.CreateChecked(2), erf = Erf(T.Abs(x) / T.Sqrt(two));
        return x >= T.Zero ? (T.One + erf) / two : (T.One - erf) / two;
    }

    /// <summary>erf z by the series 2/√π · e^(−z²) · Σ 2ⁿ z^(2n+1) / (2n+1)!!, whose terms all have one sign.</summary>
    public static T Erf<T>(T z) where T : struct, IFloatingPointIeee754<T>
    {
        if (T.IsNaN(z)) return z;
        T two = T.CreateChecked(2), six = T.CreateChecked(6);
        if (T.Abs(z) > six) return z > T.Zero ? T.One : -T.One;
        T term = z, sum = z;
        for (int n = 1; n < 400; n++)
        {
            term *= two * z * z / T.CreateChecked(2 * n + 1);
            if (sum + term == sum) break;
            sum += term;
        }
        return two / T.Sqrt(T.Pi) * T.Exp(-z * z) * sum;
    }

    // .NET's own ExpM1 and LogP1 are a plain difference and a plain sum, which lose everything near 0.
    internal static T ExpMinusOne<T>(T x) where T : struct, IFloatingPointIeee754<T>
    {
        T half = x / T.CreateChecked(2);
        return T.CreateChecked(2) * T.Sinh(half) * T.Exp(half);
    }

    internal static T LogOnePlus<T>(T u) where T : struct, IFloatingPointIeee754<T>
        => T.CreateChecked(2) * T.Atanh(u / (u + T.CreateChecked(2)));

    private static T Clamp6<T>(T x) where T : struct, IFloatingPointIeee754<T>
        => x <= T.Zero ? T.Zero : x > T.CreateChecked(6) ? T.CreateChecked(6) : x;

    private static T SeluScale<T>() where T : struct, IFloatingPointIeee754<T> => T.CreateChecked(1.0507009873554804934193349852946);

    private static T SeluAlpha<T>() where T : struct, IFloatingPointIeee754<T> => T.CreateChecked(1.6732632423543772848170429916717);
}
