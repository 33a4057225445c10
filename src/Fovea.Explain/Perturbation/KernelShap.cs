using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>Shapley values of superpixels: what each adds to the scalar, on average over all orders in which the image could be put together.</summary>
/// <remarks>
/// Formula: <c>min_φ Σ_z k(z)·(S(x_z) − S(b) − φᵀz)²</c> with <c>Σφ = S(x) − S(b)</c> and <c>k = (d − 1) / (C(d,|z|)·|z|·(d − |z|))</c>: its
/// solution over all 2^d − 2 sets is the Shapley value. Where those are no more than <paramref name="Samples"/> they are all taken, otherwise sets are drawn
/// by k, each with its complement. Completeness holds by construction: the map's numbers, one for each superpixel, sum to S(x) − S(b).
/// Shapes: the map has the resolution of the image; each pixel has its superpixel's φ divided by the superpixel's pixels, so that the
/// whole map sums to S(x) − S(b); units of the scalar.
/// Source: Lundberg, Lee, "A unified approach to interpreting model predictions", NeurIPS 2017; pairs: Covert, Lee, AISTATS 2021.
/// </remarks>
/// <param name="Samples">Images with superpixels removed.</param>
public sealed record KernelShap(int Samples = 1000) : SegmentMethod
{
    /// <inheritdoc/>
    public override string Name => "Kernel SHAP";

    private protected override string Units(string scalar) => $"{scalar} for each pixel of the superpixel";

    private protected override Explanation One(Scorer s, Objective objective, Superpixels parts)
    {
        if (Samples < 2) throw new ArgumentException($"Kernel SHAP of {Samples} samples; at least 2");
        double[] values = Values(parts.Count, kept => Scores(s, parts, kept), s.Score, s.EmptyScore());
        int[] pixels = new int[parts.Count];
        foreach (int label in parts.Labels) pixels[label]++;
        return Made(s, objective, Spread(parts, [.. values.Select((v, k) => v / pixels[k])]));
    }

    /// <summary>The Shapley values of any game.</summary>
    /// <param name="parts">Players, d.</param>
    /// <param name="scores">What coalitions are worth.</param>
    /// <param name="full">What all together are worth.</param>
    /// <param name="empty">What none are worth.</param>
    internal double[] Values(int parts, Func<IReadOnlyList<bool[]>, float[]> scores, double full, double empty)
    {
        if (parts == 1) return [full - empty];
        bool all = parts < 31 && (1L << parts) - 2 <= Samples;
        bool[][] kept = all ? [.. Enumerable.Range(1, (1 << parts) - 2).Select(set => Enumerable.Range(0, parts).Select(k => (set >> k & 1) == 1).ToArray())] : Drawn(parts);
        float[] worth = scores(kept);
        // The last value is what the others leave of the whole.
        var system = new LeastSquares(parts - 1);
        var row = new double[parts - 1];
        for (int i = 0; i < kept.Length; i++)
        {
            double last = kept[i][parts - 1] ? 1 : 0;
            for (int k = 0; k < parts - 1; k++) row[k] = (kept[i][k] ? 1 : 0) - last;
            system.Add(row, worth[i] - empty - last * (full - empty), all ? Kernel(parts, kept[i].Count(b => b)) : 1);
        }
        double[] values = system.Solve(0, 0);
        return [.. values, full - empty - values.Sum()];
    }

    private static double Kernel(int parts, int size)
    {
        double choose = 1;
        for (int i = 0; i < size; i++) choose = choose * (parts - i) / (i + 1);
        return (parts - 1) / (choose * size * (parts - size));
    }

    // The number of players by 1 / (size·(d − size)), the players by a shuffle; the complement has the same weight.
    private bool[][] Drawn(int parts)
    {
        uint stream = CounterRandom.Stream("shap");
        double[] ends = new double[parts - 1];
        for (int size = 1; size < parts; size++) ends[size - 1] = (size > 1 ? ends[size - 2] : 0) + 1.0 / (size * (double)(parts - size));
        var kept = new bool[Samples / 2 * 2][];
        for (int i = 0; i < kept.Length; i += 2)
        {
            double draw = CounterRandom.Uniform(Seed, stream, (ulong)i, 0) * ends[^1];
            int size = Math.Min(Array.FindIndex(ends, e => draw < e) is var found and >= 0 ? found + 1 : parts - 1, parts - 1);
            int[] order = [.. Enumerable.Range(0, parts)];
            kept[i] = new bool[parts];
            for (int k = 0; k < size; k++)
            {
                int other = k + CounterRandom.Below(parts - k, Seed, stream, (ulong)i, (uint)k + 1);
                (order[k], order[other]) = (order[other], order[k]);
                kept[i][order[k]] = true;
            }
            kept[i + 1] = [.. kept[i].Select(b => !b)];
        }
        return kept;
    }
}
