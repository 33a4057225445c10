namespace Fovea.Kernels.Tests.Attention;

public sealed class AttentionTests
{
    private const int Batch = 2, Owners = 3;

    public static TheoryData<KernelVariant> Variants => [.. KernelTable.Entries.Where(e => e.IsSupported).Select(e => e.Variant)];

    // Heads, queries, keys, channels: every tail of a panel, several blocks of queries and of keys, a key alone.
    private static readonly AttentionGeometry[] Sizes =
        [new(1, 1, 1, 1), new(2, 3, 3, 4), new(3, 11, 6, 72), new(2, 7, 1, 34), new(1, 50, 17, 16), new(3, 49, 50, 51), new(2, 97, 200, 48), new(1, 30, 400, 8), new(4, 64, 64, 64)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Attention_and_its_gradients_are_the_reference(KernelVariant variant)
    {
        foreach (AttentionGeometry g in Sizes)
            foreach (bool accumulate in (bool[])[false, true])
            {
                int queries = g.Queries * g.Channels, keys = g.Keys * g.Channels;
                float[] q = Check.Random(1, Batch * queries), k = Check.Random(2, Batch * keys), v = Check.Random(3, Batch * keys), dy = Check.Random(4, Batch * queries);
                float[] oldQ = Check.Random(5, Batch * queries), oldK = Check.Random(6, Batch * keys), oldV = Check.Random(7, Batch * keys);
                float[] all = Check.SameForAllParts(parts =>
                {
                    using MapsBox bq = Tokens(g.Queries, q), bk = Tokens(g.Keys, k), bv = Tokens(g.Keys, v), by = Tokens(g.Queries, new float[q.Length]), bdy = Tokens(g.Queries, dy);
                    using MapsBox dq = Tokens(g.Queries, oldQ), dk = Tokens(g.Keys, oldK), dv = Tokens(g.Keys, oldV);
                    using var logs = new BlockBox(Batch * g.Heads * g.Queries);
                    using var scratch = new BlockBox(Owners * Math.Max(AttentionForward.ScratchFloats(g), AttentionBackward.ScratchFloats(g)));
                    Check.Run(parts, Batch, new AttentionForward("a", g, bq, bk, bv, by, logs, scratch, Owners, variant),
                        new AttentionBackward("b", g, bq, bk, bv, by, bdy, logs, new(dq, accumulate), new(dk, accumulate), new(dv, accumulate), scratch, Owners, variant));
                    float[] result = [.. by.Dense(), .. dq.Dense(), .. dk.Dense(), .. dv.Dense()];
                    foreach (MapsBox box in (MapsBox[])[by, dq, dk, dv]) box.AssertSound();
                    logs.AssertSound();
                    scratch.AssertSound();
                    return result;
                });
                double[] y = new double[q.Length], dqs = Start(oldQ), dks = Start(oldK), dvs = Start(oldV);
                for (int n = 0; n < Batch; n++)
                {
                    Range a = (n * queries)..((n + 1) * queries), b = (n * keys)..((n + 1) * keys);
                    AttentionReference.Forward<double>(g.Heads, g.Channels, Check.Widen(q[a]), Check.Widen(k[b]), Check.Widen(v[b]), y.AsSpan()[a]);
                    AttentionReference.Backward<double>(g.Heads, g.Channels, Check.Widen(q[a]), Check.Widen(k[b]), Check.Widen(v[b]), Check.Widen(dy[a]), dqs.AsSpan()[a], dks.AsSpan()[b], dvs.AsSpan()[b]);
                }
                Near(g, "y", y, all, 0);
                Near(g, "dq", dqs, all, q.Length);
                Near(g, "dk", dks, all, 2 * q.Length);
                Near(g, "dv", dvs, all, 2 * q.Length + k.Length);

                double[] Start(float[] old) => accumulate ? Check.Widen(old) : new double[old.Length];
                MapsBox Tokens(int count, float[] data) => new(Batch, count, 1, g.Channels, accumulate ? new Halo(1, 0, 0, 2) : default, data);
            }
    }

    [Fact]
    public void Without_a_place_for_them_gradients_and_sums_are_left_out()
    {
        var g = new AttentionGeometry(2, 5, 5, 8);
        float[] x = Check.Random(1, 40);
        using MapsBox q = new(1, 5, 1, 8, data: x), y = new(1, 5, 1, 8), again = new(1, 5, 1, 8), all = new(1, 5, 1, 8), alone = new(1, 5, 1, 8);
        using BlockBox logs = new(10), scratch = new(AttentionBackward.ScratchFloats(g) + AttentionForward.ScratchFloats(g));
        Check.Run(1, 1, new AttentionForward("a", g, q, q, q, y, logs, scratch, 1), new AttentionForward("a", g, q, q, q, again, default, scratch, 1));
        Check.Bits(y.Dense(), again.Dense());
        Check.Run(1, 1, new AttentionBackward("b", g, q, q, q, y, q, logs, default, default, new(all, false), scratch, 1),
            new AttentionBackward("b", g, q, q, q, y, q, logs, new(again, false), new(again, true), new(alone, false), scratch, 1));
        Check.Bits(all.Dense(), alone.Dense());
    }

    [Fact]
    public void Sizes_are_checked()
    {
        using MapsBox q = new(1, 5, 1, 8), wide = new(1, 5, 2, 8);
        using var scratch = new BlockBox(10_000);
        var g = new AttentionGeometry(2, 5, 5, 8);
        Assert.StartsWith("5×2×8 are no 5 tokens of 8 channels in 2 heads", Assert.Throws<ArgumentException>(() => new AttentionForward("a", g, q, wide, q, q, default, scratch, 1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("10000 floats of scratch for 99 workers", Assert.Throws<ArgumentException>(() => new AttentionForward("a", g, q, q, q, q, default, scratch, 99)).Message, StringComparison.Ordinal);
    }

    private static void Near(AttentionGeometry g, string what, double[] expected, float[] all, int at)
    {
        double difference = 0, norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(all[at + i] - expected[i], 2);
            norm += Math.Pow(expected[i], 2);
        }
        // With a single key the gradient of a query is zero in theory: rounding, measured against a tenth of a unit.
        double error = Math.Sqrt(difference / Math.Max(norm, 1e-2 * expected.Length));
        Assert.True(error <= (what == "y" ? 1e-5 : 1e-4), $"{g}: {what} is off by {error:E2}");
    }
}
