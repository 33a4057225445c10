namespace Fovea.Explain;

/// <summary>What the first layer's contributions are: the image's values are no activations, so 0 is no natural starting point.</summary>
internal static class LrpFirstLayer
{
    /// <summary>Inputs and weights whose products, summed, are the contributions of a rule. Those of the three first-layer rules are never negative.</summary>
    public static (float[] A, ReadOnlyMemory<float> W)[] Terms(LrpFirst first, float[] x, ReadOnlyMemory<float> weight, float[] low, float[] high)
    {
        switch (first)
        {
            case LrpFirst.Flat: return [(Ones(x.Length), Ones(weight.Length))];
            case LrpFirst.WSquare: return [(Ones(x.Length), Map(weight, w => w * w))];
            case LrpFirst.Box:
                // x·w − l·w⁺ − h·w⁻ = (x − l)·w⁺ + (x − h)·w⁻
                float[] above = new float[x.Length], below = new float[x.Length];
                for (int i = 0; i < x.Length; i++)
                {
                    int c = i % low.Length;
                    above[i] = Math.Max(x[i] - low[c], 0);
                    below[i] = Math.Min(x[i] - high[c], 0);
                }
                return [(above, Map(weight, w => Math.Max(w, 0))), (below, Map(weight, w => Math.Min(w, 0)))];
            default: return [(x, weight)];
        }
    }

    private static float[] Ones(int count)
    {
        var ones = new float[count];
        ones.AsSpan().Fill(1);
        return ones;
    }

    private static float[] Map(ReadOnlyMemory<float> values, Func<float, float> f)
    {
        float[] result = values.ToArray();
        for (int i = 0; i < result.Length; i++) result[i] = f(result[i]);
        return result;
    }
}
