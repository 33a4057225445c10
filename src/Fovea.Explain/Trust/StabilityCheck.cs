namespace Fovea.Explain;

/// <summary>Does the map stay when the image hardly changes?</summary>
/// <remarks>
/// Formula: the mean of Spearman's correlations of the map with those of copies with uniform noise of 2 % of the image's range.
/// Source: Yeh et al. 2019 for the noise; correlation instead of distance and the thresholds are ours.
/// </remarks>
internal static class StabilityCheck
{
    public static TrustCheck[] Of(TrustSite s)
    {
        TrustOptions o = s.Options;
        var sums = new double[s.Images.Batch];
        for (int draw = 0; draw < o.NoiseSamples; draw++)
        {
            using Tensor noisy = NoisyImages.Of(s.Images, o.Noise, o.Seed, draw);
            IReadOnlyList<Explanation> moved = s.Again(s.Model, noisy, o.Work.Part((double)draw / o.NoiseSamples, 1.0 / o.NoiseSamples));
            for (int n = 0; n < sums.Length; n++) sums[n] += MapStatistics.Spearman(s.Explanations[n].Map, moved[n].Map) / o.NoiseSamples;
        }
        return s.Each(n =>
        {
            if (s.IsBlank(n)) return Check(TrustVerdict.NotApplicable, null, o, "nothing to compare");
            string says = $"under 2 % of noise the map stays {RandomisationCheck.Two(sums[n])} alike".Replace("2 %", $"{100 * o.Noise:0.#} %", StringComparison.Ordinal);
            return sums[n] < o.LeastAlike ? Check(TrustVerdict.Fails, sums[n], o, says + ": it shows the noise")
                : sums[n] < o.LeastStable ? Check(TrustVerdict.Doubtful, sums[n], o, says)
                : Check(TrustVerdict.Passes, sums[n], o, says);
        });
    }

    private static TrustCheck Check(TrustVerdict verdict, double? value, TrustOptions o, string says)
        => new("stability", verdict, value, $"at least {RandomisationCheck.Two(o.LeastStable)}, fails below {RandomisationCheck.Two(o.LeastAlike)}", "Yeh et al. 2019; thresholds ours", says);
}
