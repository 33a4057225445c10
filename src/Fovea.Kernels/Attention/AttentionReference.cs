using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Scaled dot-product attention of one image, tokens × channels: the specification of <see cref="AttentionForward"/> and <see cref="AttentionBackward"/>.</summary>
public static class AttentionReference
{
    /// <summary>y from q, k and v.</summary>
    public static void Forward<T>(int heads, int channels, ReadOnlySpan<T> q, ReadOnlySpan<T> k, ReadOnlySpan<T> v, Span<T> y) where T : struct, IFloatingPointIeee754<T>
    {
        int size = channels / heads, queries = q.Length / channels, keys = k.Length / channels;
        for (int head = 0; head < heads; head++)
        {
            T[] p = Weights(head, heads, channels, q, k);
            for (int i = 0; i < queries; i++)
                for (int c = head * size; c < (head + 1) * size; c++)
                {
                    T sum = T.Zero;
                    for (int j = 0; j < keys; j++) sum += p[i * keys + j] * v[j * channels + c];
                    y[i * channels + c] = sum;
                }
        }
    }

    /// <summary>Adds to the gradients.</summary>
    public static void Backward<T>(int heads, int channels, ReadOnlySpan<T> q, ReadOnlySpan<T> k, ReadOnlySpan<T> v, ReadOnlySpan<T> dy, Span<T> dq, Span<T> dk, Span<T> dv)
        where T : struct, IFloatingPointIeee754<T>
    {
        int size = channels / heads, queries = q.Length / channels, keys = k.Length / channels;
        T scale = T.One / T.Sqrt(T.CreateChecked(size));
        var dp = new T[keys];
        for (int head = 0; head < heads; head++)
        {
            T[] p = Weights(head, heads, channels, q, k);
            for (int i = 0; i < queries; i++)
            {
                T mean = T.Zero;
                for (int j = 0; j < keys; j++)
                {
                    dp[j] = T.Zero;
                    for (int c = head * size; c < (head + 1) * size; c++)
                    {
                        dp[j] += dy[i * channels + c] * v[j * channels + c];
                        dv[j * channels + c] += p[i * keys + j] * dy[i * channels + c];
                    }
                    mean += p[i * keys + j] * dp[j];
                }
                for (int j = 0; j < keys; j++)
                {
                    T ds = p[i * keys + j] * (dp[j] - mean) * scale;
                    for (int c = head * size; c < (head + 1) * size; c++)
                    {
                        dq[i * channels + c] += ds * k[j * channels + c];
                        dk[j * channels + c] += ds * q[i * channels + c];
                    }
                }
            }
        }
    }

    private static T[] Weights<T>(int head, int heads, int channels, ReadOnlySpan<T> q, ReadOnlySpan<T> k) where T : struct, IFloatingPointIeee754<T>
    {
        int size = channels / heads, queries = q.Length / channels, keys = k.Length / channels;
        T scale = T.One / T.Sqrt(T.CreateChecked(size));
        T[] scores = new T[queries * keys], p = new T[queries * keys];
        for (int i = 0; i < queries; i++)
            for (int j = 0; j < keys; j++)
            {
                for (int c = head * size; c < (head + 1) * size; c++) scores[i * keys + j] += q[i * channels + c] * k[j * channels + c];
                scores[i * keys + j] *= scale;
            }
        SoftmaxReference.Forward<T>(queries, keys, scores, p, log: false);
        return p;
    }
}
