namespace Fovea.Lab;

/// <summary>What can be read from a layer by one linear map: ridge regression of one-hot labels on its standardised numbers.</summary>
/// <remarks>
/// Formula: <c>W = (XᵀX/n + λ·I)⁻¹·XᵀY/n</c> with the columns of X at mean 0 and deviation 1 and those of Y at mean 0; the answer is the class of the
/// largest <c>x·W + mean(Y)</c>. λ is the one of six that is best on a fifth of the training images, learned from the other four.
/// Shapes: X n×D, Y n×K, W D×K.
/// Source: Alain, Bengio 2016 for probes; Hoerl, Kennard 1970 for the estimate. In closed form: no step size, no stopping, no seed.
/// </remarks>
internal sealed class RidgeProbe
{
    private static readonly double[] Lambdas = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

    private readonly int dimensions, count, tuned;
    private readonly double[] mean, scale, x;
    private readonly double[] whole, part;

    /// <param name="features">Training features, n×D.</param>
    /// <param name="dimensions">D.</param>
    public RidgeProbe(float[] features, int dimensions)
    {
        this.dimensions = dimensions;
        count = features.Length / dimensions;
        (mean, scale, x) = (new double[dimensions], new double[dimensions], new double[features.Length]);
        for (int i = 0; i < features.Length; i++) mean[i % dimensions] += features[i] / (double)count;
        for (int i = 0; i < features.Length; i++) scale[i % dimensions] += Math.Pow(features[i] - mean[i % dimensions], 2) / count;
        // A number that does not vary says nothing, whatever the last bit of its mean is.
        for (int d = 0; d < dimensions; d++) scale[d] = scale[d] > 1e-10 * mean[d] * mean[d] + 1e-30 ? 1 / Math.Sqrt(scale[d]) : 0;
        for (int i = 0; i < features.Length; i++) x[i] = (features[i] - mean[i % dimensions]) * scale[i % dimensions];
        tuned = count * 4 / 5;
        part = Products(0, tuned);
        double[] rest = Products(tuned, count);
        whole = new double[part.Length];
        for (int i = 0; i < whole.Length; i++) whole[i] = part[i] + rest[i];
    }

    /// <summary>Learns from labels and answers other images.</summary>
    /// <param name="labels">Of the training images.</param>
    /// <param name="classes">K.</param>
    /// <param name="features">Of the images that are answered, m×D.</param>
    public int[] Answer(ReadOnlySpan<int> labels, int classes, float[] features)
    {
        double best = -1, chosen = Lambdas[2];
        if (tuned > 0 && tuned < count)
            foreach (double lambda in Lambdas)
            {
                (double[] w, double[] prior) = Solve(part, labels[..tuned], classes, lambda);
                int right = 0;
                for (int n = tuned; n < count; n++)
                    if (Best(x.AsSpan(n * dimensions, dimensions), w, prior) == labels[n]) right++;
                if (right > best) (best, chosen) = (right, lambda);
            }
        (double[] weights, double[] share) = Solve(whole, labels, classes, chosen);
        var answers = new int[features.Length / dimensions];
        var row = new double[dimensions];
        for (int n = 0; n < answers.Length; n++)
        {
            for (int d = 0; d < dimensions; d++) row[d] = (features[n * dimensions + d] - mean[d]) * scale[d];
            answers[n] = Best(row, weights, share);
        }
        return answers;
    }

    private static int Best(ReadOnlySpan<double> row, double[] weights, double[] prior)
    {
        int classes = prior.Length, best = 0;
        double[] score = [.. prior];
        for (int d = 0; d < row.Length; d++)
            if (row[d] is var v && v != 0)
                for (int k = 0; k < classes; k++) score[k] += v * weights[d * classes + k];
        for (int k = 1; k < classes; k++)
            if (score[k] > score[best]) best = k;
        return best;
    }

    private double[] Products(int from, int to)
    {
        var sums = new double[dimensions * dimensions];
        for (int n = from; n < to; n++)
        {
            ReadOnlySpan<double> row = x.AsSpan(n * dimensions, dimensions);
            for (int a = 0; a < dimensions; a++)
            {
                double v = row[a];
                if (v == 0) continue;
                Span<double> into = sums.AsSpan(a * dimensions, a + 1);
                for (int b = 0; b <= a; b++) into[b] += v * row[b];
            }
        }
        return sums;
    }

    private (double[] Weights, double[] Prior) Solve(double[] products, ReadOnlySpan<int> labels, int classes, double lambda)
    {
        int n = labels.Length, D = dimensions;
        var prior = new double[classes];
        foreach (int label in labels) prior[label] += 1.0 / n;
        var right = new double[D * classes];
        for (int i = 0; i < n; i++)
            for (int d = 0; d < D; d++)
                if (x[i * D + d] is var v && v != 0)
                {
                    right[d * classes + labels[i]] += v / n;
                    for (int k = 0; k < classes; k++) right[d * classes + k] -= v * prior[k] / n;
                }
        var l = new double[D * D];
        for (int a = 0; a < D; a++)
            for (int b = 0; b <= a; b++)
            {
                double sum = products[a * D + b] / n + (a == b ? lambda : 0);
                ReadOnlySpan<double> ra = l.AsSpan(a * D, b), rb = l.AsSpan(b * D, b);
                for (int k = 0; k < ra.Length; k++) sum -= ra[k] * rb[k];
                l[a * D + b] = a == b ? Math.Sqrt(sum) : sum / l[b * D + b];
            }
        for (int a = 0; a < D; a++)
        {
            Span<double> row = right.AsSpan(a * classes, classes);
            for (int b = 0; b < a; b++) Subtract(row, l[a * D + b], right.AsSpan(b * classes, classes));
            foreach (ref double v in row) v /= l[a * D + a];
        }
        for (int a = D - 1; a >= 0; a--)
        {
            Span<double> row = right.AsSpan(a * classes, classes);
            for (int b = a + 1; b < D; b++) Subtract(row, l[b * D + a], right.AsSpan(b * classes, classes));
            foreach (ref double v in row) v /= l[a * D + a];
        }
        return (right, prior);
    }

    private static void Subtract(Span<double> row, double factor, ReadOnlySpan<double> other)
    {
        for (int k = 0; k < row.Length; k++) row[k] -= factor * other[k];
    }
}
