namespace Fovea.Lab;

/// <summary>One look at one image's activation of a layer, channel by channel: what every measure of channels is made from.</summary>
/// <param name="shape">Of the layer.</param>
/// <param name="bounds">Between which values its activation lies; null where it has none.</param>
internal sealed class ChannelScan(Shape shape, (float Low, float High, bool OnlyHigh)? bounds)
{
    private const float Near = 0.01f;

    /// <summary>Channels.</summary>
    public int Channels => shape.Channels;

    /// <summary>Places of a channel.</summary>
    public int Pixels { get; } = (int)(shape.Count / shape.Channels);

    /// <summary>Largest value of each channel.</summary>
    public float[] Most { get; } = new float[shape.Channels];

    /// <summary>Smallest value of each channel.</summary>
    public float[] Least { get; } = new float[shape.Channels];

    /// <summary>Place of the largest value, row by row.</summary>
    public int[] Place { get; } = new int[shape.Channels];

    /// <summary>Mean over the places of what is above 0.</summary>
    public float[] Positive { get; } = new float[shape.Channels];

    /// <summary>Values within a hundredth of the range from a bound.</summary>
    public int[] AtBound { get; } = new int[shape.Channels];

    /// <summary>The bounds of an activation that has them.</summary>
    public static (float Low, float High, bool OnlyHigh)? BoundsOf(Op op) => op switch
    {
        Sigmoid or HardSigmoid => (0, 1, false),
        Tanh or Softsign => (-1, 1, false),
        Relu6 => (0, 6, true),
        _ => null,
    };

    /// <summary>Looks at H W C values.</summary>
    public void Look(ReadOnlySpan<float> activation)
    {
        int channels = shape.Channels;
        Array.Fill(Most, float.NegativeInfinity);
        Array.Fill(Least, float.PositiveInfinity);
        Array.Clear(Positive);
        Array.Clear(AtBound);
        float low = float.NegativeInfinity, high = float.PositiveInfinity;
        if (bounds is { } b)
        {
            float near = Near * (b.High - b.Low);
            (low, high) = (b.OnlyHigh ? float.NegativeInfinity : b.Low + near, b.High - near);
        }
        for (int p = 0; p < Pixels; p++)
        {
            ReadOnlySpan<float> values = activation.Slice(p * channels, channels);
            for (int c = 0; c < values.Length; c++)
            {
                float v = values[c];
                if (v > Most[c]) (Most[c], Place[c]) = (v, p);
                if (v < Least[c]) Least[c] = v;
                if (v > 0) Positive[c] += v;
                if (v <= low || v >= high) AtBound[c]++;
            }
        }
        for (int c = 0; c < channels; c++) Positive[c] /= Pixels;
    }
}
