using Fovea.Explain;

namespace Fovea.Cli;

/// <summary>Explains one image and checks the map, with progress on a live terminal.</summary>
internal static class TrustedExplanation
{
    public static (Explanation Why, TrustBadge? Trust) Of(Session s, Model model, Tensor pixels, ExplanationMethod how, Objective objective, bool checks)
        => CountedProgress.Run(s, "explaining", "%", report =>
        {
            // One run of the method explains; the checks take nine more.
            double share = checks ? 0.1 : 1;
            ExplainWork Work(double first, double part) => new() { Threads = s.Threads, Cancel = s.Cancel, Progress = new Relay<double>(p => report(100 * (first + part * p), 100)) };
            Explanation why = how is PerturbationMethod p ? model.Explain(pixels, p, objective, [], Work(0, share))[0] : model.Explain(pixels, how, objective)[0];
            TrustBadge? trust = checks ? model.Check(pixels, how, objective, [why], options: new TrustOptions { Seed = s.Seed, Work = Work(share, 1 - share) })[0] : null;
            return (why, trust);
        });
}
