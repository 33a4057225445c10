namespace Fovea.Explain;

/// <summary>How the channels of a pixel become one number of the map.</summary>
public enum ChannelReduction
{
    /// <summary>Their sum: keeps sign and total.</summary>
    Sum,

    /// <summary>The largest magnitude: how strongly the most sensitive channel responds. No sign.</summary>
    MaxAbsolute,

    /// <summary>The root of the sum of squares. No sign.</summary>
    L2,
}

/// <summary>H W C values to H × W.</summary>
internal static class ChannelReductions
{
    public static float[] Apply(this ChannelReduction reduction, ReadOnlySpan<float> values, int channels)
    {
        var map = new float[values.Length / channels];
        for (int p = 0; p < map.Length; p++)
        {
            ReadOnlySpan<float> pixel = values.Slice(p * channels, channels);
            double sum = 0;
            foreach (float v in pixel)
                sum = reduction switch { ChannelReduction.Sum => sum + v, ChannelReduction.L2 => sum + (double)v * v, _ => Math.Max(sum, Math.Abs(v)) };
            map[p] = (float)(reduction == ChannelReduction.L2 ? Math.Sqrt(sum) : sum);
        }
        return map;
    }
}
