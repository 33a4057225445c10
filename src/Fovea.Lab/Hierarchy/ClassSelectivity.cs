namespace Fovea.Lab;

/// <summary>How much the channels of a layer prefer one class.</summary>
/// <remarks>
/// Formula: <c>(μ₁ − μ_rest) / (μ₁ + μ_rest)</c> with μ_k the mean over the images of class k of the channel's mean positive activation, μ₁ the largest and
/// μ_rest the mean of the others. 0 prefers none, 1 answers to one class only. The control is the same with the labels shuffled: what few images make of chance.
/// Source: Morcos, Barrett, Rabinowitz, Botvinick, "On the importance of single directions for generalization", ICLR 2018, who also find that
/// selective channels are not the important ones.
/// </remarks>
/// <param name="channels">C.</param>
/// <param name="classes">K.</param>
internal sealed class ClassSelectivity(int channels, int classes)
{
    private readonly double[] sums = new double[channels * classes];
    private readonly int[] counts = new int[classes];

    /// <summary>Adds an image.</summary>
    /// <param name="positive">Mean positive activation of each channel.</param>
    /// <param name="label">Its class.</param>
    public void Add(ReadOnlySpan<float> positive, int label)
    {
        counts[label]++;
        Span<double> into = sums.AsSpan(label * channels, channels);
        for (int c = 0; c < into.Length; c++) into[c] += positive[c];
    }

    /// <summary>The index of a channel and the class that it prefers; null when it is never above 0 or there are fewer than two classes.</summary>
    public (double Index, int Class)? Of(int channel)
    {
        int best = -1, seen = 0;
        double all = 0, most = double.NegativeInfinity;
        for (int k = 0; k < classes; k++)
        {
            if (counts[k] == 0) continue;
            double mean = sums[k * channels + channel] / counts[k];
            seen++;
            all += mean;
            if (mean > most) (most, best) = (mean, k);
        }
        if (seen < 2 || !(all > 0)) return null;
        double rest = (all - most) / (seen - 1);
        return ((most - rest) / (most + rest), best);
    }

    /// <summary>Mean over the channels that have an index; null when none has.</summary>
    public double? Mean
    {
        get
        {
            double[] indices = [.. Enumerable.Range(0, channels).Select(Of).Where(i => i is not null).Select(i => i!.Value.Index)];
            return indices.Length == 0 ? null : indices.Average();
        }
    }
}
