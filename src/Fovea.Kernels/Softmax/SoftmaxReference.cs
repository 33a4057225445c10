using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Softmax, cross-entropy and mean squared error over dense rows of C values: the specification of the kernels.</summary>
public static class SoftmaxReference
{
    /// <summary>y = softmax of each row, or its logarithm.</summary>
    public static void Forward<T>(int rows, int channels, ReadOnlySpan<T> x, Span<T> y, bool log) where T : struct, IFloatingPointIeee754<T>
    {
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<T> row = x.Slice(r * channels, channels);
            T max = row[0], sum = T.Zero;
            foreach (T v in row) max = T.Max(max, v);
            foreach (T v in row) sum += T.Exp(v - max);
            for (int c = 0; c < channels; c++) y[r * channels + c] = log ? row[c] - max - T.Log(sum) : T.Exp(row[c] - max) / sum;
        }
    }

    /// <summary>dx from the output y and dy.</summary>
    public static void Backward<T>(int rows, int channels, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx, bool log)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int r = 0; r < rows; r++)
        {
            T sum = T.Zero;
            for (int i = r * channels; i < (r + 1) * channels; i++) sum += log ? dy[i] : dy[i] * y[i];
            for (int i = r * channels; i < (r + 1) * channels; i++) dx[i] = log ? dy[i] - T.Exp(y[i]) * sum : y[i] * (dy[i] - sum);
        }
    }

    /// <summary>
    /// Losses of the images before the mean, and the gradient of the mean: see <see cref="CrossEntropy"/>. Returns the mean.
    /// Empty weights mean 1, empty gradients are not computed.
    /// </summary>
    public static T CrossEntropy<T>(int rows, int classes, ReadOnlySpan<T> x, ReadOnlySpan<int> labels, ReadOnlySpan<T> weights, T smoothing,
        Span<T> losses, Span<T> dx) where T : struct, IFloatingPointIeee754<T>
    {
        T count = T.CreateChecked(classes), total = T.Zero, sum = T.Zero;
        for (int r = 0; r < rows; r++)
            if (labels[r] >= 0) total += weights.IsEmpty ? T.One : weights[labels[r]];
        var log = new T[classes];
        for (int r = 0; r < rows; r++)
        {
            losses[r] = T.Zero;
            if (!dx.IsEmpty) dx.Slice(r * classes, classes).Clear();
            if (labels[r] < 0) continue;
            Forward(1, classes, x.Slice(r * classes, classes), log, log: true);
            for (int c = 0; c < classes; c++)
            {
                // The loss is −Σ_c q_c ln p_c with these q.
                T w = weights.IsEmpty ? T.One : weights[c];
                T q = w * (smoothing / count + (c == labels[r] ? T.One - smoothing : T.Zero));
                losses[r] -= q * log[c];
                if (dx.IsEmpty) continue;
                for (int k = 0; k < classes; k++) dx[r * classes + k] += q * (T.Exp(log[k]) - (k == c ? T.One : T.Zero)) / total;
            }
            sum += losses[r];
        }
        return sum / total;
    }

    /// <summary>The mean of (x − target)² over everything, and its gradient unless dx is empty.</summary>
    public static T MeanSquaredError<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> target, Span<T> dx) where T : struct, IFloatingPointIeee754<T>
    {
        T sum = T.Zero, count = T.CreateChecked(x.Length);
        for (int i = 0; i < x.Length; i++)
        {
            T d = x[i] - target[i];
            sum += d * d;
            if (!dx.IsEmpty) dx[i] = (d + d) / count;
        }
        return sum / count;
    }
}
