using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>Sums over what one node gives, batch by batch.</summary>
internal sealed class UnitSums
{
    /// <summary>A covariance of more units takes longer than the answer is worth.</summary>
    private const int MostCorrelated = 512;

    private readonly Node node;
    private readonly int units;
    private readonly float[] most;
    private readonly double[] sums, products;
    private float[] values = [];
    private float least = float.PositiveInfinity;
    private double sum, squares;
    private long count, samples;

    public UnitSums(Node node, bool correlate)
    {
        (this.node, units) = (node, node.Shape.Channels);
        most = new float[units];
        Array.Fill(most, float.NegativeInfinity);
        bool small = correlate && units is > 1 and <= MostCorrelated;
        sums = new double[small ? units : 0];
        products = new double[small ? units * units : 0];
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
        if (products.Length == 0) return;
        // A few places of each image: neighbours tell the same.
        int places = needed / units / plan.Batch, step = Math.Max(1, places / 4);
        for (int n = 0; n < plan.Batch; n++)
            for (int p = step / 2; p < places; p += step) Correlate(all.Slice((n * places + p) * units, units));
    }

    public NodeActivity Result()
    {
        double mean = sum / count;
        return new NodeActivity(node.Name, units, most.Count(m => !(m > 0)), mean, Math.Sqrt(Math.Max(0, squares / count - mean * mean)), least, most.Max(), Redundant());
    }

    private void Correlate(ReadOnlySpan<float> v)
    {
        samples++;
        for (int a = 0; a < units; a++)
        {
            sums[a] += v[a];
            Span<double> row = products.AsSpan(a * units, a + 1);
            for (int b = 0; b <= a; b++) row[b] += (double)v[a] * v[b];
        }
    }

    private int Redundant()
    {
        // With as many samples as units any two of them may agree by chance.
        if (products.Length == 0 || samples < 2 * units) return 0;
        double Covariance(int a, int b) => products[a * units + b] / samples - sums[a] / samples * (sums[b] / samples);
        double[] variance = [.. Enumerable.Range(0, units).Select(u => Covariance(u, u))];
        double floor = 1e-9 * variance.Max();
        int redundant = 0;
        for (int a = 1; a < units; a++)
            for (int b = 0; b < a; b++)
            {
                if (!(variance[a] > floor && variance[b] > floor) || Math.Abs(Covariance(a, b)) <= NodeActivity.RedundantFrom * Math.Sqrt(variance[a] * variance[b])) continue;
                redundant++;
                break;
            }
        return redundant;
    }
}
