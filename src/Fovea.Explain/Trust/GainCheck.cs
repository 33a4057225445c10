using System.Globalization;

namespace Fovea.Explain;

/// <summary>Does removing what the map calls important hurt more than removing what it calls unimportant, and more so than for a shuffled map?</summary>
/// <remarks>
/// Formula: <c>gain = mean over q = 10 … 90 % of (S(least important q removed) − S(most important q removed)) / 2</c>, removed pixels blurred;
/// compared with the gains of maps with the same values in shuffled places, whose expectation is 0. It passes above all of them: with 19, by
/// chance once in 20 times.
/// Source: deletion and insertion of Petsiuk et al. 2018 in the symmetric form of ROAD, Rong et al. 2022; the permutation test is ours.
/// </remarks>
internal static class GainCheck
{
    private const int Shares = 9;

    public static TrustCheck[] Of(TrustSite s)
    {
        using var scorer = new Scorer(s.Model, s.Objective, s.Options.Work, Removal.Blur);
        return s.Each(n =>
        {
            if (s.IsBlank(n)) return Check(TrustVerdict.NotApplicable, null, "nothing to order pixels by");
            scorer.Begin(s.Images.Image(n), s.Label(n), s.Options.Work.Part((double)n / s.Images.Batch, 1.0 / s.Images.Batch));
            Explanation e = s.Explanations[n];
            int[][] orders = [.. Enumerable.Range(0, s.Options.Shuffles + 1).Select(i => Order(s, e, i))];
            float[] scores = scorer.Scores(orders.Length * 2 * Shares, (i, copy) => Remove(scorer, orders[i / (2 * Shares)], i % (2 * Shares), copy));
            double[] gains = [.. Enumerable.Range(0, orders.Length).Select(i => Enumerable.Range(0, Shares).Average(q => ((double)scores[(i * Shares + q) * 2 + 1] - scores[(i * Shares + q) * 2]) / 2))];
            double best = gains.Skip(1).Append(double.NegativeInfinity).Max();
            string numbers = string.Create(CultureInfo.InvariantCulture, $"gain {gains[0]:G3}, the best of {s.Options.Shuffles} shuffled maps {best:G3}").Replace('-', '−');
            return gains[0] > best ? Check(TrustVerdict.Passes, gains[0], numbers)
                : gains[0] > 0 ? Check(TrustVerdict.Doubtful, gains[0], $"{numbers}: not distinguishable from random")
                : Check(TrustVerdict.Fails, gains[0], $"{numbers}: removing what it calls important does not hurt");
        });
    }

    private static int[] Order(TrustSite s, Explanation e, int draw)
    {
        int[] places = draw == 0 ? [] : MapStatistics.Shuffled(e.Map.Count, s.Options.Seed, (ulong)draw);
        Explanation map = draw == 0 ? e : e with { Map = [.. places.Select(p => e.Map[p])] };
        return MapStatistics.Order(MapStatistics.Enlarged(map, s.Images.Shape), s.Options.Seed);
    }

    // Even numbers remove the most important pixels, odd ones the least.
    private static void Remove(Scorer scorer, int[] order, int i, Span<float> copy)
    {
        scorer.Image.CopyTo(copy);
        int channels = scorer.Shape.Channels, count = (int)Math.Round((i / 2 + 1) / (Shares + 1.0) * order.Length), first = i % 2 == 0 ? 0 : order.Length - count;
        for (int k = first; k < first + count; k++) scorer.Empty.AsSpan(order[k] * channels, channels).CopyTo(copy[(order[k] * channels)..]);
    }

    private static TrustCheck Check(TrustVerdict verdict, double? value, string says)
        => new("gain over random", verdict, value, "above all shuffled maps", "Petsiuk et al. 2018, Rong et al. 2022; test ours", says);
}
