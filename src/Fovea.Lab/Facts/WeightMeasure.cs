using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>Looks for filters that are the same.</summary>
internal static class WeightMeasure
{
    public static WeightFacts Of(Model model, CancellationToken cancel = default)
        => new([.. model.Parameters.All.Where(p => p.Spec.Kind is ParameterKind.ConvWeight or ParameterKind.DenseWeight).Select(p =>
        {
            cancel.ThrowIfCancellationRequested();
            return Of(p, model.Parameters.Values(p).Span);
        })]);

    private static NodeWeights Of(Parameter p, ReadOnlySpan<float> values)
    {
        int filters = p.Spec.Shape[p.Spec.Shape.Rank - 1], fanIn = values.Length / filters;
        var unit = new float[values.Length];
        double all = 0;
        for (int f = 0; f < filters; f++)
        {
            double norm = 0;
            for (int i = 0; i < fanIn; i++) norm += (double)values[i * filters + f] * values[i * filters + f];
            all += norm;
            float scale = norm > 0 ? (float)(1 / Math.Sqrt(norm)) : 0;
            for (int i = 0; i < fanIn; i++) unit[f * fanIn + i] = scale * values[i * filters + f];
        }
        int identical = 0;
        for (int f = 1; f < filters; f++)
            for (int g = 0; g < f; g++)
                if (Near(unit.AsSpan(f * fanIn, fanIn), unit.AsSpan(g * fanIn, fanIn)))
                {
                    identical++;
                    break;
                }
        return new NodeWeights(p.Node.Name, filters, fanIn, identical, Math.Sqrt(all));
    }

    // cos > c means ‖u − v‖² < 2·(1 − c) for unit vectors: different filters are told apart after a few weights.
    private static bool Near(ReadOnlySpan<float> u, ReadOnlySpan<float> v)
    {
        const double limit = 2 * (1 - NodeWeights.IdenticalFrom);
        double distance = 0;
        for (int i = 0; i < u.Length; i++)
        {
            double d = u[i] - v[i];
            distance += d * d;
            if (distance >= limit) return false;
        }
        return true;
    }
}
