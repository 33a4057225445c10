using System.Globalization;

namespace Fovea.Explain;

/// <summary>Does the map depend on what was learned? Layers get first weights again, from the output down, and the map should change.</summary>
/// <remarks>
/// Formula: Spearman's correlation of the signed map with that of the network whose later half of the layers, and then all of them, have
/// first weights; the mean over both stages and several draws. A method that ignores the later layers keeps its map until the lowest ones
/// change: all layers alone would let it pass.
/// Source: Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018, arXiv:1810.03292, where guided backprop is invariant to the higher
/// layers. The threshold is ours: on a net of six convolutions and a dense layer on Fashion-MNIST, 32 images, the two stages measured 0.16
/// and 0.10 for the gradient, 0.85 and 0.52 for guided backprop, 0.02 and 0.02 for Grad-CAM; on one of two convolutions and two dense
/// layers 0.57 and 0.07, 0.70 and 0.17, 0.14 and 0.06.
/// </remarks>
internal static class RandomisationCheck
{
    public static TrustCheck[] Of(TrustSite s)
    {
        TrustOptions o = s.Options;
        int runs = o.Stages.Count * o.Randomisations, run = 0;
        double[][][] stages = [.. o.Stages.Select(share => Enumerable.Range(0, o.Randomisations).Select(draw => Correlations(s, share, (ulong)draw, run++, runs)).ToArray())];
        return s.Each(n =>
        {
            if (s.IsBlank(n)) return Check(TrustVerdict.NotApplicable, null, o, "nothing to compare");
            double[] means = [.. stages.Select(draws => draws.Average(d => d[n]))];
            double mean = means.Average();
            string says = $"with first weights from the output down the map stays {Two(mean)} alike ({string.Join(", ", means.Select(Two))} by stage)";
            return mean > o.MostKept
                ? Check(TrustVerdict.Fails, mean, o, says + ": it hardly depends on what was learned")
                : Check(TrustVerdict.Passes, mean, o, says);
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
