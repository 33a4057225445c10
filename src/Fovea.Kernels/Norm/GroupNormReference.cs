using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Group normalisation over dense N H W C data: the specification of the kernels.</summary>
public static class GroupNormReference
{
    /// <summary>y = gamma·(x − mean) / √(var + eps) + beta.</summary>
    /// <param name="pixels">Pixels of one image.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="x">All images.</param>
    /// <param name="gamma">Scale of each channel.</param>
    /// <param name="beta">Shift of each channel.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="y">The output.</param>
    public static void Forward<T>(int pixels, int channels, int groups, ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, T epsilon, Span<T> y)
        where T : struct, IFloatingPointIeee754<T>
    {
        foreach (var (image, group) in Groups(x.Length / (pixels * channels), groups))
        {
            (T mean, T inverse) = Statistics(pixels, channels, groups, x, image, group, epsilon);
            for (int k = 0; k < pixels * channels / groups; k++)
            {
                (int i, int c) = At(pixels, channels, groups, image, group, k);
                y[i] = gamma[c] * (x[i] - mean) * inverse + beta[c];
            }
        }
    }

    /// <summary>dx, dGamma and dBeta are added to; an empty one is not wanted.</summary>
    public static void Backward<T>(int pixels, int channels, int groups, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> gamma, T epsilon,
        Span<T> dx, Span<T> dGamma, Span<T> dBeta) where T : struct, IFloatingPointIeee754<T>
    {
        T count = T.CreateChecked(pixels * channels / groups);
        foreach (var (image, group) in Groups(x.Length / (pixels * channels), groups))
        {
            (T mean, T inverse) = Statistics(pixels, channels, groups, x, image, group, epsilon);
            T sum = T.Zero, products = T.Zero;
            for (int k = 0; k < pixels * channels / groups; k++)
            {
                (int i, int c) = At(pixels, channels, groups, image, group, k);
                T xhat = (x[i] - mean) * inverse;
                sum += dy[i] * gamma[c];
                products += dy[i] * gamma[c] * xhat;
                if (!dGamma.IsEmpty) dGamma[c] += dy[i] * xhat;
                if (!dBeta.IsEmpty) dBeta[c] += dy[i];
            }
            if (dx.IsEmpty) continue;
            for (int k = 0; k < pixels * channels / groups; k++)
            {
                (int i, int c) = At(pixels, channels, groups, image, group, k);
                dx[i] += inverse * (dy[i] * gamma[c] - sum / count - (x[i] - mean) * inverse * products / count);
            }
        }
    }

    private static IEnumerable<(int Image, int Group)> Groups(int images, int groups)
        => from image in Enumerable.Range(0, images) from @group in Enumerable.Range(0, groups) select (image, @group);

    private static (int Index, int Channel) At(int pixels, int channels, int groups, int image, int group, int k)
    {
        int width = channels / groups, c = group * width + k % width;
        return ((image * pixels + k / width) * channels + c, c);
    }

    private static (T Mean, T Inverse) Statistics<T>(int pixels, int channels, int groups, ReadOnlySpan<T> x, int image, int group, T epsilon)
        where T : struct, IFloatingPointIeee754<T>
    {
        int n = pixels * channels / groups;
        T mean = T.Zero, variance = T.Zero, count = T.CreateChecked(n);
        for (int k = 0; k < n; k++) mean += x[At(pixels, channels, groups, image, group, k).Index];
        mean /= count;
        for (int k = 0; k < n; k++)
        {
            T d = x[At(pixels, channels, groups, image, group, k).Index] - mean;
            variance += d * d;
        }
        return (mean, T.One / T.Sqrt(variance / count + epsilon));
    }
}
