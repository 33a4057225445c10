using System.Numerics;

namespace Fovea.Kernels;

/// <summary>The functions that are no common activation, one element at a time: a part of <see cref="ActivationReference"/>.</summary>
internal static class FunctionReference
{
    public static T Value<T>(ActivationFunction f, T x) where T : struct, IFloatingPointIeee754<T>
    {
        T alpha = T.CreateChecked(f.Alpha);
        return f.Kind switch
        {
            ActivationKind.Exp => T.Exp(x),
            ActivationKind.Log => T.Log(x),
            ActivationKind.Sqrt => T.Sqrt(x),
            ActivationKind.Abs => T.Abs(x),
            ActivationKind.Negate => -x,
            ActivationKind.Reciprocal => T.One / x,
            ActivationKind.Softsign => x / (T.One + T.Abs(x)),
            ActivationKind.Mish => x * T.Tanh(Softplus(x)),
            ActivationKind.Erf => ActivationReference.Erf(x),
            ActivationKind.Sin => T.Sin(x),
            ActivationKind.Cos => T.Cos(x),
            ActivationKind.Floor => T.Floor(x),
            ActivationKind.Ceiling => T.Ceiling(x),
            ActivationKind.Round => T.Round(x, MidpointRounding.ToEven),
            ActivationKind.Sign => x > T.Zero ? T.One : x < T.Zero ? -T.One : x,
            ActivationKind.TanhGelu => x / (T.One + T.Exp(-Slope(x))),
            ActivationKind.Celu => x > T.Zero ? x : alpha * ActivationReference.ExpMinusOne(x / alpha),
            ActivationKind.ThresholdedRelu => x <= alpha ? T.Zero : x,
            ActivationKind.Raise => T.Pow(x, alpha),
            ActivationKind.Clip => T.Min(T.Max(x, alpha), T.CreateChecked(f.Beta)),
            _ => throw new ArgumentOutOfRangeException(nameof(f), f.Kind, "unknown activation"),
        };
    }

    public static T Derivative<T>(ActivationFunction f, T x) where T : struct, IFloatingPointIeee754<T>
    {
        T alpha = T.CreateChecked(f.Alpha), two = T.CreateChecked(2), one = T.One;
        switch (f.Kind)
        {
            case ActivationKind.Exp: return T.Exp(x);
            case ActivationKind.Log: return one / x;
            case ActivationKind.Sqrt: return one / (two * T.Sqrt(x));
            case ActivationKind.Abs: return x > T.Zero ? one : x < T.Zero ? -one : x;
            case ActivationKind.Negate: return -one;
            case ActivationKind.Reciprocal: return -one / (x * x);
            case ActivationKind.Softsign: return one / ((one + T.Abs(x)) * (one + T.Abs(x)));
            case ActivationKind.Mish:
                T t = T.Tanh(Softplus(x));
                return t + x * (one - t * t) / (one + T.Exp(-x));
            case ActivationKind.Erf: return two / T.Sqrt(T.Pi) * T.Exp(-x * x);
            case ActivationKind.Sin: return T.Cos(x);
            case ActivationKind.Cos: return -T.Sin(x);
            case ActivationKind.Floor or ActivationKind.Ceiling or ActivationKind.Round or ActivationKind.Sign: return T.Zero;
            case ActivationKind.TanhGelu:
                T s = one / (one + T.Exp(-Slope(x)));
                return s + x * s * (one - s) * two * T.Sqrt(two / T.Pi) * (one + T.CreateChecked(3 * 0.044715) * x * x);
            case ActivationKind.Celu: return x > T.Zero ? one : T.Exp(x / alpha);
            case ActivationKind.ThresholdedRelu: return x <= alpha ? T.Zero : one;
            case ActivationKind.Raise: return alpha == T.Zero ? T.Zero : alpha * T.Pow(x, alpha - one);
            case ActivationKind.Clip: return x < alpha || x > T.CreateChecked(f.Beta) ? T.Zero : one;
            default: throw new ArgumentOutOfRangeException(nameof(f), f.Kind, "unknown activation");
        }
    }

    // (1 + tanh u) / 2 = 1 / (1 + e^(−2u)).
    private static T Slope<T>(T x) where T : struct, IFloatingPointIeee754<T>
        => T.CreateChecked(2) * T.Sqrt(T.CreateChecked(2) / T.Pi) * (x + T.CreateChecked(0.044715) * x * x * x);

    private static T Softplus<T>(T x) where T : struct, IFloatingPointIeee754<T>
        => (x > T.Zero ? x : T.IsNaN(x) ? x : T.Zero) + ActivationReference.LogOnePlus(T.Exp(-T.Abs(x)));
}
