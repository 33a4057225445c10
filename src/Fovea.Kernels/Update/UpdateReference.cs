using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Optimiser steps, one parameter at a time, as PyTorch writes them: the specification of the kernels.</summary>
public static class UpdateReference
{
    /// <summary>Stochastic gradient descent; the velocity begins as zeros.</summary>
    public static void Sgd<T>(Span<T> w, ReadOnlySpan<T> g, Span<T> velocity, T rate, T decay, T momentum, T dampening, bool nesterov, int update)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < w.Length; i++)
        {
            T d = g[i] + decay * w[i];
            if (momentum != T.Zero)
            {
                velocity[i] = update == 1 ? d : momentum * velocity[i] + (T.One - dampening) * d;
                d = nesterov ? d + momentum * velocity[i] : velocity[i];
            }
            w[i] -= rate * d;
        }
    }

    /// <summary>Adam, or with <paramref name="decoupled"/> AdamW; the first update has number 1.</summary>
    public static void Adam<T>(Span<T> w, ReadOnlySpan<T> g, Span<T> first, Span<T> second, T rate, T decay, T beta1, T beta2, T epsilon,
        bool decoupled, int update) where T : struct, IFloatingPointIeee754<T>
    {
        T t = T.CreateChecked(update), one = T.One;
        T correction1 = one - T.Pow(beta1, t), correction2 = one - T.Pow(beta2, t);
        for (int i = 0; i < w.Length; i++)
        {
            T d = g[i];
            if (decoupled) w[i] *= one - rate * decay;
            else d += decay * w[i];
            first[i] = beta1 * first[i] + (one - beta1) * d;
            second[i] = beta2 * second[i] + (one - beta2) * d * d;
            w[i] -= rate / correction1 * first[i] / (T.Sqrt(second[i]) / T.Sqrt(correction2) + epsilon);
        }
    }

    /// <summary>RMSprop without centring.</summary>
    public static void RmsProp<T>(Span<T> w, ReadOnlySpan<T> g, Span<T> squares, Span<T> velocity, T rate, T decay, T alpha, T epsilon, T momentum)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < w.Length; i++)
        {
            T d = g[i] + decay * w[i];
            squares[i] = alpha * squares[i] + (T.One - alpha) * d * d;
            T u = d / (T.Sqrt(squares[i]) + epsilon);
            if (momentum != T.Zero) u = velocity[i] = momentum * velocity[i] + u;
            w[i] -= rate * u;
        }
    }
}
