namespace Fovea.Lab;

/// <summary>Channels that say nothing: dead, never above 0 (or never another value where there is no activation), or saturated, stuck at the ends of theirs.</summary>
/// <param name="scan">What looks at each image.</param>
/// <param name="rectified">The layer ends in an activation: what is never above 0 is dead.</param>
internal sealed class ChannelActivity(ChannelScan scan, bool rectified)
{
    private const double StuckFrom = 0.95;
    private readonly float[] most = Filled(scan.Channels, float.NegativeInfinity), least = Filled(scan.Channels, float.PositiveInfinity);
    private readonly long[] atBound = new long[scan.Channels];
    private long values;

    /// <summary>Takes the image that was looked at last.</summary>
    public void Add()
    {
        values += scan.Pixels;
        for (int c = 0; c < scan.Channels; c++)
        {
            most[c] = Math.Max(most[c], scan.Most[c]);
            least[c] = Math.Min(least[c], scan.Least[c]);
            atBound[c] += scan.AtBound[c];
        }
    }

    /// <summary>True for a channel that says the same about every image.</summary>
    public bool IsDead(int channel) => most[channel] == least[channel] || (rectified && most[channel] <= 0);

    /// <summary>Dead channels.</summary>
    public int Dead => Enumerable.Range(0, scan.Channels).Count(IsDead);

    /// <summary>Channels of which 95 % of the values lie within a hundredth of the range from a bound of the activation.</summary>
    public int Saturated => atBound.Count(n => n >= StuckFrom * values);

    private static float[] Filled(int count, float value)
    {
        var array = new float[count];
        Array.Fill(array, value);
        return array;
    }
}
