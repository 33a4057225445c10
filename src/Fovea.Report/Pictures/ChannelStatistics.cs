namespace Fovea.Report;

/// <summary>What one channel of an activation holds; over finite values.</summary>
/// <param name="Low">Smallest value.</param>
/// <param name="High">Largest value.</param>
/// <param name="Mean">Mean value.</param>
/// <param name="MeanMagnitude">Mean of |value|.</param>
/// <param name="ActiveShare">Share of values above zero, 0…1.</param>
/// <param name="NotFinite">How many values are NaN or infinite.</param>
public readonly record struct ChannelStatistics(
    double Low, double High, double Mean, double MeanMagnitude, double ActiveShare, int NotFinite)
{
    /// <summary>Zero everywhere for this image. (Dead would be: for every image.)</summary>
    public bool IsSilent => NotFinite == 0 && Low == 0 && High == 0;

    /// <summary>Looks at one channel.</summary>
    /// <param name="values">H W C values.</param>
    /// <param name="channels">C.</param>
    /// <param name="channel">Which.</param>
    public static ChannelStatistics Of(ReadOnlySpan<float> values, int channels, int channel)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity, sum = 0, magnitude = 0;
        int active = 0, finite = 0, notFinite = 0;
        for (int i = channel; i < values.Length; i += channels)
        {
            float v = values[i];
            if (!float.IsFinite(v))
            {
                notFinite++;
                continue;
            }
            finite++;
            (low, high) = (Math.Min(low, v), Math.Max(high, v));
            sum += v;
            magnitude += Math.Abs(v);
            if (v > 0)
                active++;
        }
        return finite == 0
            ? new ChannelStatistics(0, 0, 0, 0, 0, notFinite)
            : new ChannelStatistics(low, high, sum / finite, magnitude / finite, (double)active / finite, notFinite);
    }
}
