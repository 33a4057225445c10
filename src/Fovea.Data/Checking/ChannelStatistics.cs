namespace Fovea.Data;

/// <summary>Mean and standard deviation of each channel over all pixels, in [0, 1]: what normalisation subtracts and divides by.</summary>
/// <param name="Mean">A mean a channel.</param>
/// <param name="Std">A standard deviation a channel (of the population).</param>
public sealed record ChannelStatistics(float[] Mean, float[] Std)
{
    /// <summary>Measures a data set. Sums are whole numbers, so the result does not depend on the number of threads.</summary>
    /// <param name="set">The images; a broken one is an error.</param>
    /// <param name="channels">1 or 3; images are converted.</param>
    /// <param name="most">Look at that many images at most, evenly spread.</param>
    /// <exception cref="ImageException">An image cannot be read.</exception>
    public static ChannelStatistics Measure(ImageDataset set, int channels, int most = 10_000)
    {
        int count = Math.Min(set.Count, most);
        var total = new PixelSums(channels);
        var gate = new Lock();
        try
        {
            Parallel.For(0, count, () => new PixelSums(channels), (i, _, sums) =>
            {
                sums.Add(set.Read((int)((long)i * set.Count / count)).ToChannels(channels));
                return sums;
            }, sums =>
            {
                lock (gate) total.Add(sums);
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return total.Result();
    }
}

/// <summary>Sums of pixel values and their squares as integers.</summary>
internal sealed class PixelSums(int channels)
{
    private readonly long[] sum = new long[channels];
    private readonly long[] squares = new long[channels];
    private long pixels;

    public void Add(Image image)
    {
        pixels += (long)image.Height * image.Width;
        for (int c = 0; c < channels; c++)
        {
            long s = 0, q = 0;
            for (int i = c; i < image.Pixels.Length; i += channels)
            {
                int v = image.Pixels[i];
                s += v;
                q += v * v;
            }
            sum[c] += s;
            squares[c] += q;
        }
    }

    public void Add(PixelSums other)
    {
        pixels += other.pixels;
        for (int c = 0; c < channels; c++)
        {
            sum[c] += other.sum[c];
            squares[c] += other.squares[c];
        }
    }

    public ChannelStatistics Result()
    {
        var mean = new float[channels];
        var std = new float[channels];
        for (int c = 0; c < channels && pixels > 0; c++)
        {
            double m = (double)sum[c] / pixels, variance = (double)squares[c] / pixels - m * m;
            (mean[c], std[c]) = ((float)(m / 255), (float)(Math.Sqrt(Math.Max(0, variance)) / 255));
        }
        return new ChannelStatistics(mean, std);
    }
}
