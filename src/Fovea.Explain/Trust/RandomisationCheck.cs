using System.Globalization;

namespace Fovea.Explain;

/// <summary>Does the map depend on what was learned? Layers get first weights again, from the output down, and the map should change.</summary>
/// <remarks>
/// Formula: Spearman's correlation of the signed map with that of the randomised network; the verdict is on all layers, the mean of several
/// draws, and the cascade on the way is told beside it.
/// Source: Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018, arXiv:1810.03292; the threshold is ours.
/// </remarks>
internal static class RandomisationCheck
{
    public static TrustCheck[] Of(TrustSite s)
    {
        TrustOptions o = s.Options;
        int runs = o.Cascade.Count + o.Randomisations, run = 0;
        double[][] cascade = [.. o.Cascade.Select(share => Correlations(s, share, 0, run++, runs))];
        double[][] full = [.. Enumerable.Range(0, o.Randomisations).Select(draw => Correlations(s, 1, (ulong)draw, run++, runs))];
        return s.Each(n =>
        {
            if (s.IsBlank(n)) return Check(TrustVerdict.NotApplicable, null, o, "nothing to compare");
            double mean = full.Average(draw => draw[n]);
            string way = cascade.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (on the way down {string.Join(", ", cascade.Select(c => Two(c[n])))})");
            return mean > o.MostKept
                ? Check(TrustVerdict.Fails, mean, o, $"with first weights in all layers the map is {Two(mean)} alike{way}: it hardly depends on what was learned")
                : Check(TrustVerdict.Passes, mean, o, $"with first weights in all layers the map is {Two(mean)} alike{way}");
        });
    }

    private static double[] Correlations(TrustSite s, double share, ulong draw, int run, int runs)
    {
        using Model random = WeightRandomisation.Copy(s.Model, s.Options.Seed + draw, share);
        IReadOnlyList<Explanation> other = s.Again(random, s.Images, s.Options.Work.Part((double)run / runs, 1.0 / runs));
        return [.. other.Select((e, n) => MapStatistics.Spearman(s.Explanations[n].Map, e.Map))];
    }

    private static TrustCheck Check(TrustVerdict verdict, double? value, TrustOptions o, string says)
        => new("weight randomisation", verdict, value, $"at most {Two(o.MostKept)}", "Adebayo et al. 2018; threshold ours", says);

    internal static string Two(double v) => (Math.Abs(v) < 0.005 ? 0 : v).ToString("F2", CultureInfo.InvariantCulture).Replace('-', '−');
}
