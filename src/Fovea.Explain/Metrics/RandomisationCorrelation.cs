namespace Fovea.Explain;

/// <summary>How much of the map stays when the network has never learned anything.</summary>
/// <remarks>
/// Formula: Spearman's correlation of the map with the map of the same network under first weights, the mean of several draws of them.
/// Shapes: one number an image, −1 … 1; near 0 is good: a map that stays does not depend on what was learned.
/// Source: Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018.
/// </remarks>
/// <param name="Draws">Draws of first weights.</param>
public sealed record RandomisationCorrelation(int Draws = 3) : ExplanationMetric
{
    /// <inheritdoc/>
    public override string Name => "randomisation correlation";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    private protected override double[] Values(MetricSubject s)
    {
        var sums = new double[s.Images.Batch];
        for (int draw = 0; draw < Draws; draw++)
        {
            using Model random = WeightRandomisation.Copy(s.Model, s.Seed + (ulong)draw, 1);
            IReadOnlyList<Explanation> other = Explained.Of(random, s.Images, s.Method, Objective.Logit(), [.. s.Classes], s.Work.Part((double)draw / Draws, 1.0 / Draws));
            for (int n = 0; n < sums.Length; n++) sums[n] += MapStatistics.Spearman(s.Explanations[n].Map, other[n].Map) / Draws;
        }
        return sums;
    }
}

/// <summary>Copies of a model whose layers have first weights again, from the output down.</summary>
internal static class WeightRandomisation
{
    /// <summary>A copy; statistics of batch norms go with their layer.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="seed">Of the first weights.</param>
    /// <param name="share">Share of the layers with parameters that are randomised, from the last on; at least one of them.</param>
    public static Model Copy(Model model, ulong seed, double share)
    {
        Model copy = model.With();
        using Model fresh = model.With();
        // Another stream than training's: a model trained from this very seed would meet its own first weights.
        Init.Reset(fresh.Graph, fresh.Parameters, seed ^ 0x7261_6e64_6f6d);
        Node[] layers = [.. model.Graph.Nodes.Reverse().Where(n => n.Parameters.Count > 0)];
        var chosen = new HashSet<Node>(layers.Take(Math.Max(1, (int)Math.Round(share * layers.Length))));
        foreach (Parameter p in copy.Parameters.All)
            if (chosen.Contains(p.Node)) fresh.Parameters.Values(fresh.Parameters.Find(p.Name)).Span.CopyTo(copy.Parameters.Values(p).Span);
        copy.Parameters.MarkChanged();
        return copy;
    }
}
