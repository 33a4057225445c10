using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Batch and layer normalisation over dense data of <c>pixels</c> × C: the specification of the kernels.</summary>
public static class NormReference
{
    /// <summary>Mean and biased variance of each channel.</summary>
    public static void Statistics<T>(int pixels, int channels, ReadOnlySpan<T> x, Span<T> mean, Span<T> variance)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int c = 0; c < channels; c++)
        {
            T sum = T.Zero, squares = T.Zero;
            for (int p = 0; p < pixels; p++) sum += x[p * channels + c];
            mean[c] = sum / T.CreateChecked(pixels);
            for (int p = 0; p < pixels; p++)
            {
                T d = x[p * channels + c] - mean[c];
                squares += d * d;
            }
            variance[c] = squares / T.CreateChecked(pixels);
        }
    }

    /// <summary>running = (1 − momentum)·running + momentum·batch; the variance enters unbiased.</summary>
    public static void MoveRunning<T>(int pixels, ReadOnlySpan<T> mean, ReadOnlySpan<T> variance, Span<T> runningMean, Span<T> runningVariance,
        T momentum) where T : struct, IFloatingPointIeee754<T>
    {
        T unbias = T.CreateChecked(pixels) / T.CreateChecked(Math.Max(1, pixels - 1));
        for (int c = 0; c < mean.Length; c++)
        {
            runningMean[c] = (T.One - momentum) * runningMean[c] + momentum * mean[c];
            runningVariance[c] = (T.One - momentum) * runningVariance[c] + momentum * variance[c] * unbias;
        }
    }

    /// <summary>y = gamma·(x − mean)/√(variance + eps) + beta (+ residual) (then ReLU).</summary>
    public static void Apply<T>(int pixels, int channels, ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, ReadOnlySpan<T> mean,
        ReadOnlySpan<T> variance, T epsilon, Span<T> y, ReadOnlySpan<T> residual = default, bool relu = false)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < pixels * channels; i++)
        {
            int c = i % channels;
            T v = gamma[c] * (x[i] - mean[c]) / T.Sqrt(variance[c] + epsilon) + beta[c];
            if (!residual.IsEmpty) v += residual[i];
            y[i] = relu && v <= T.Zero ? T.Zero : v;
        }
    }

    /// <summary>
    /// dx, dgamma, dbeta of a batch normalisation; dy is already masked by a ReLU, if there was one. In training the statistics depend on x.
    /// </summary>
    public static void Backward<T>(int pixels, int channels, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> gamma, ReadOnlySpan<T> mean,
        ReadOnlySpan<T> variance, T epsilon, bool training, Span<T> dx, Span<T> dGamma, Span<T> dBeta)
        where T : struct, IFloatingPointIeee754<T>
    {
        T count = T.CreateChecked(pixels);
        for (int c = 0; c < channels; c++)
        {
            T inverse = T.One / T.Sqrt(variance[c] + epsilon), sum = T.Zero, products = T.Zero;
            for (int p = 0; p < pixels; p++)
            {
                int i = p * channels + c;
                sum += dy[i];
                products += dy[i] * (x[i] - mean[c]) * inverse;
            }
            dGamma[c] = products;
            dBeta[c] = sum;
            for (int p = 0; p < pixels; p++)
            {
                int i = p * channels + c;
                T d = dy[i];
                if (training) d -= sum / count + (x[i] - mean[c]) * inverse * products / count;
                dx[i] = gamma[c] * inverse * d;
            }
        }
    }

    /// <summary>Layer normalisation of each pixel over its channels.</summary>
    public static void Layer<T>(int pixels, int channels, ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, T epsilon, Span<T> y)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int p = 0; p < pixels; p++)
        {
            (T mean, T inverse) = PixelStatistics(x.Slice(p * channels, channels), epsilon);
            for (int c = 0; c < channels; c++) y[p * channels + c] = gamma[c] * (x[p * channels + c] - mean) * inverse + beta[c];
        }
    }

    /// <summary>dx, dgamma and dbeta of a layer normalisation.</summary>
    public static void LayerBackward<T>(int pixels, int channels, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> gamma, T epsilon,
        Span<T> dx, Span<T> dGamma, Span<T> dBeta) where T : struct, IFloatingPointIeee754<T>
    {
        dGamma.Clear();
        dBeta.Clear();
        T count = T.CreateChecked(channels);
        for (int p = 0; p < pixels; p++)
        {
            (T mean, T inverse) = PixelStatistics(x.Slice(p * channels, channels), epsilon);
            T sum = T.Zero, products = T.Zero;
            for (int c = 0; c < channels; c++)
            {
                int i = p * channels + c;
                T xhat = (x[i] - mean) * inverse, g = dy[i] * gamma[c];
                sum += g;
                products += g * xhat;
                dGamma[c] += dy[i] * xhat;
                dBeta[c] += dy[i];
            }
            for (int c = 0; c < channels; c++)
            {
                int i = p * channels + c;
                dx[i] = inverse * (dy[i] * gamma[c] - sum / count - (x[i] - mean) * inverse * products / count);
            }
        }
    }

    private static (T Mean, T Inverse) PixelStatistics<T>(ReadOnlySpan<T> x, T epsilon) where T : struct, IFloatingPointIeee754<T>
    {
        T mean = T.Zero, variance = T.Zero, count = T.CreateChecked(x.Length);
        foreach (T v in x) mean += v;
        mean /= count;
        foreach (T v in x) variance += (v - mean) * (v - mean);
        return (mean, T.One / T.Sqrt(variance / count + epsilon));
    }
}
