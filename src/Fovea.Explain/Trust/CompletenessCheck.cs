using System.Globalization;

namespace Fovea.Explain;

/// <summary>Does the map of a method that promises completeness sum to what it should?</summary>
/// <remarks>
/// Formula: <c>|Σ map − (S(x) − S(b))| / |S(x) − S(b)|</c>.
/// Source: Sundararajan, Taly, Yan 2017: within 5 %.
/// </remarks>
internal static class CompletenessCheck
{
    public static TrustCheck[] Of(TrustSite s)
    {
        IReadOnlyList<double>? sums = s.Options.Sums ?? (s.Method is KernelShap shap ? Sums(s, shap) : null);
        return s.Each(n =>
        {
            if (sums is null) return Check(TrustVerdict.NotApplicable, null, s.Options, "the method does not promise it");
            double sum = s.Explanations[n].Map.Sum(v => (double)v), error = Math.Abs(sum - sums[n]) / Math.Max(Math.Abs(sums[n]), 1e-12);
            string says = string.Create(CultureInfo.InvariantCulture, $"the map sums to {sum:G4}, the scalar gained {sums[n]:G4}").Replace('-', '−');
            return Check(error <= s.Options.MostIncomplete ? TrustVerdict.Passes : TrustVerdict.Fails, error, s.Options, says);
        });
    }

    private static double[] Sums(TrustSite s, KernelShap shap)
    {
        using var scorer = new Scorer(s.Model, s.Objective, s.Options.Work with { Progress = null }, shap.Removal);
        return [.. Enumerable.Range(0, s.Images.Batch).Select(n =>
        {
            scorer.Begin(s.Images.Image(n), s.Label(n), s.Options.Work with { Progress = null });
            return (double)scorer.Score - scorer.EmptyScore();
        })];
    }

    private static TrustCheck Check(TrustVerdict verdict, double? value, TrustOptions o, string says)
        => new("completeness", verdict, value, $"error at most {100 * o.MostIncomplete:0.#} %", "Sundararajan et al. 2017", says);
}
