namespace Fovea.Kernels;

/// <summary>What the values of one channel look like.</summary>
/// <param name="Min">Smallest value; NaNs are passed over.</param>
/// <param name="Max">Largest value; NaNs are passed over.</param>
/// <param name="Mean">Mean.</param>
/// <param name="StandardDeviation">Population standard deviation.</param>
/// <param name="ZeroFraction">Share of exact zeros, 0 … 1.</param>
public readonly record struct ChannelStatistics(float Min, float Max, double Mean, double StandardDeviation, double ZeroFraction)
{
    /// <summary>Statistics of every channel over all pixels of the first <paramref name="batch"/> images.</summary>
    public static unsafe ChannelStatistics[] Of(in Maps maps, int batch)
    {
        int channels = maps.C;
        var min = new float[channels];
        var max = new float[channels];
        var sum = new double[channels];
        var squares = new double[channels];
        var zeros = new long[channels];
        Array.Fill(min, float.PositiveInfinity);
        Array.Fill(max, float.NegativeInfinity);
        for (int n = 0; n < batch; n++)
            for (int h = 0; h < maps.H; h++)
            {
                float* p = maps.Row(n, h);
                for (int w = 0; w < maps.W; w++, p += channels)
                    for (int c = 0; c < channels; c++)
                    {
                        float v = p[c];
                        if (v < min[c]) min[c] = v;
                        if (v > max[c]) max[c] = v;
                        sum[c] += v;
                        squares[c] += (double)v * v;
                        if (v == 0) zeros[c]++;
                    }
            }
        double count = (double)batch * maps.H * maps.W;
        var result = new ChannelStatistics[channels];
        for (int c = 0; c < channels; c++)
        {
            double mean = sum[c] / count;
            double variance = squares[c] / count - mean * mean;
            result[c] = new ChannelStatistics(min[c], max[c], mean, Math.Sqrt(double.IsNaN(variance) ? variance : Math.Max(0, variance)), zeros[c] / count);
        }
        return result;
    }
}
