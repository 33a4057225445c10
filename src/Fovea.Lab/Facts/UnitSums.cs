using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>Sums over what one node gives, batch by batch.</summary>
internal sealed class UnitSums
{
    private const int PlacesPerImage = 16;
    private const double VarianceShare = 0.99;

    private readonly Node node;
    private readonly int units;
    private readonly float[] most;
    private readonly ChannelCovariance? covariance;
    private readonly int[] places;
    private float[] values = [], chosen = [];
    private float least = float.PositiveInfinity;
    private double sum, squares;
    private long count;

    /// <param name="node">The node.</param>
    /// <param name="correlate">Whether to look how its units vary together.</param>
    /// <param name="seed">Of the places in the maps that are taken for that.</param>
    public UnitSums(Node node, bool correlate, ulong seed)
    {
        (this.node, units) = (node, node.Shape.Channels);
        most = new float[units];
        Array.Fill(most, float.NegativeInfinity);
        covariance = correlate && units > 1 ? new ChannelCovariance(units) : null;
        places = covariance is null ? [] : Places.Of((int)(node.Shape.Count / units), PlacesPerImage, seed, node.Name);
    }

    public void Add(Plan plan)
    {
        int needed = checked(plan.Batch * (int)node.Shape.Count);
        if (values.Length < needed) values = new float[needed];
        Span<float> all = values.AsSpan(0, needed);
        plan.Read(node.Name, all);
        for (int i = 0; i < all.Length; i += units)
            for (int u = 0; u < units; u++)
            {
                float v = all[i + u];
                if (v > most[u]) most[u] = v;
                if (v < least) least = v;
                sum += v;
                squares += (double)v * v;
            }
        count += all.Length;
        if (covariance is null) return;
        int each = (int)node.Shape.Count, next = 0;
        if (chosen.Length != plan.Batch * places.Length * units) chosen = new float[plan.Batch * places.Length * units];
        for (int n = 0; n < plan.Batch; n++)
            foreach (int place in places) all.Slice(n * each + place * units, units).CopyTo(chosen.AsSpan(units * next++));
        covariance.Add(chosen);
    }

    public NodeActivity Result()
    {
        double mean = sum / count;
        return new NodeActivity(node.Name, units, most.Count(m => !(m > 0)), mean, Math.Sqrt(Math.Max(0, squares / count - mean * mean)), least, most.Max(), Redundant());
    }

    /// <summary>Share of the units' directions that hold 99 % of the variance; null where that cannot be told.</summary>
    /// <remarks>
    /// Formula: <c>min { k : λ₁ + … + λ_k ≥ 0.99·Σλ } / C</c> with λ the eigenvalues of the covariance over images and places.
    /// Source: Shenk, Richter et al., arXiv:1907.08589 and arXiv:2006.08679.
    /// </remarks>
    public double? Saturation() => Enough && double.IsFinite(sum) && covariance!.Directions(VarianceShare) is > 0 and int k ? (double)k / units : null;

    /// <summary>Directions that the units vary in, counted by how much; null where that cannot be told.</summary>
    /// <remarks>Formula: <c>(Σλ)² / Σλ²</c> with λ the eigenvalues of the covariance, which is <c>tr(S)² / ‖S‖²</c>: C when all are alike, 1 when one has all.</remarks>
    public double? Participation()
    {
        if (!Enough || !double.IsFinite(sum)) return null;
        double trace = 0, square = 0;
        for (int a = 0; a < units; a++)
        {
            trace += covariance![a, a];
            for (int b = 0; b < units; b++) square += covariance[a, b] * covariance[a, b];
        }
        return square > 0 ? trace * trace / square : null;
    }

    // With as many samples as units any two of them may agree by chance, and what does not vary in them may vary in others.
    private bool Enough => covariance?.Count >= 2 * units;

    private int Redundant()
    {
        if (!Enough) return 0;
        double[] variance = [.. Enumerable.Range(0, units).Select(u => covariance![u, u])];
        double floor = 1e-9 * variance.Max();
        int redundant = 0;
        for (int a = 1; a < units; a++)
            for (int b = 0; b < a; b++)
            {
                if (!(variance[a] > floor && variance[b] > floor) || Math.Abs(covariance![a, b]) <= NodeActivity.RedundantFrom * Math.Sqrt(variance[a] * variance[b])) continue;
                redundant++;
                break;
            }
        return redundant;
    }
}
