using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>Numbers about maps.</summary>
internal static class MapStatistics
{
    /// <summary>Spearman's rank correlation, equal values sharing the mean of their ranks; 0 where one of the maps has one value only.</summary>
    public static double Spearman(IReadOnlyList<float> a, IReadOnlyList<float> b)
    {
        double[] ra = Ranks(a), rb = Ranks(b);
        double mean = (a.Count - 1) / 2.0, ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < ra.Length; i++)
        {
            ab += (ra[i] - mean) * (rb[i] - mean);
            aa += (ra[i] - mean) * (ra[i] - mean);
            bb += (rb[i] - mean) * (rb[i] - mean);
        }
        return aa > 0 && bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }

    /// <summary>The Gini coefficient of the magnitudes: 0 when all are alike, towards 1 when one has everything.</summary>
    public static double Gini(IReadOnlyList<float> map)
    {
        double[] sizes = [.. map.Select(v => (double)Math.Abs(v)).Order()];
        double sum = sizes.Sum(), weighted = 0;
        if (sum == 0) return 0;
        for (int i = 0; i < sizes.Length; i++) weighted += (2.0 * (i + 1) - sizes.Length - 1) * sizes[i];
        return weighted / (sizes.Length * sum);
    }

    /// <summary>An explanation on the pixels of the image.</summary>
    public static float[] Enlarged(Explanation e, Shape image) => Upsample.To(e.Map, e.Height, e.Width, image.Height, image.Width);

    /// <summary>Pixels from the most to the least important; equal ones in an order drawn from the seed, so that no corner comes first.</summary>
    public static int[] Order(IReadOnlyList<float> map, ulong seed)
    {
        uint stream = CounterRandom.Stream("ties");
        return [.. Enumerable.Range(0, map.Count).OrderByDescending(p => float.IsNaN(map[p]) ? float.NegativeInfinity : map[p]).ThenBy(p => CounterRandom.Words(seed, stream, 0, (uint)p).A)];
    }

    /// <summary>0 … count − 1 in a random order.</summary>
    public static int[] Shuffled(int count, ulong seed, ulong draw)
    {
        uint stream = CounterRandom.Stream("shuffle");
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = 0; i < count - 1; i++)
        {
            int other = i + CounterRandom.Below(count - i, seed, stream, draw, (uint)i);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }

    private static double[] Ranks(IReadOnlyList<float> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        var ranks = new double[order.Length];
        for (int first = 0; first < order.Length;)
        {
            int end = first + 1;
            while (end < order.Length && values[order[end]] == values[order[first]]) end++;
            for (int i = first; i < end; i++) ranks[order[i]] = (first + end - 1) / 2.0;
            first = end;
        }
        return ranks;
    }
}
