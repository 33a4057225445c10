using System.Numerics;

namespace Fovea.Kernels;

/// <summary>A dense layer and its gradients as plain loops: the specification of the faster kernels.</summary>
/// <remarks>
/// Formula: <c>y[n,o] = bias[o] + Σ_i x[n,i] · w[i,o]</c>. Shapes: x [N][inputs], w [inputs][outputs], y [N][outputs], bias [outputs].
/// Sums are taken in T; arguments do not overlap.
/// </remarks>
public static class DenseReference
{
    /// <summary>y = x·w + bias; an empty bias means zero.</summary>
    public static void Forward<T>(int inputs, int outputs, int n, ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> bias, Span<T> y)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int image = 0; image < n; image++)
            for (int o = 0; o < outputs; o++)
            {
                T sum = bias.IsEmpty ? T.Zero : bias[o];
                for (int i = 0; i < inputs; i++) sum += x[image * inputs + i] * w[i * outputs + o];
                y[image * outputs + o] = sum;
            }
    }

    /// <summary>dX = dY·wᵀ, added to dx when <paramref name="accumulate"/>.</summary>
    public static void InputGradient<T>(int inputs, int outputs, int n, ReadOnlySpan<T> w, ReadOnlySpan<T> dy, Span<T> dx, bool accumulate)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int image = 0; image < n; image++)
            for (int i = 0; i < inputs; i++)
            {
                T sum = accumulate ? dx[image * inputs + i] : T.Zero;
                for (int o = 0; o < outputs; o++) sum += dy[image * outputs + o] * w[i * outputs + o];
                dx[image * inputs + i] = sum;
            }
    }

    /// <summary>dW = xᵀ·dY.</summary>
    public static void WeightGradient<T>(int inputs, int outputs, int n, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dw)
        where T : struct, IFloatingPointIeee754<T>
    {
        dw[..(inputs * outputs)].Clear();
        for (int image = 0; image < n; image++)
            for (int i = 0; i < inputs; i++)
                for (int o = 0; o < outputs; o++) dw[i * outputs + o] += x[image * inputs + i] * dy[image * outputs + o];
    }

    /// <summary>dB = column sums of dY.</summary>
    public static void BiasGradient<T>(int outputs, int n, ReadOnlySpan<T> dy, Span<T> db)
        where T : struct, IFloatingPointIeee754<T>
    {
        db[..outputs].Clear();
        for (int image = 0; image < n; image++)
            for (int o = 0; o < outputs; o++) db[o] += dy[image * outputs + o];
    }
}
