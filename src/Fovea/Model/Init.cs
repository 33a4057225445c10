using Fovea.Kernels;

namespace Fovea;

/// <summary>
/// First values of weights: normal with standard deviation √(gain / fan-in), gain 2 before an activation of the ReLU family
/// (half of the signal is cut), 2 / (1 + a²) before a PReLU of slope a, and 1 elsewhere. Offsets start at 0, scales at 1, slopes at 0.25,
/// positions and tokens normal with deviation 0.02.
/// </summary>
/// <remarks>Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015; LeCun et al. 1998 for gain 1.</remarks>
public static class Init
{
    private const float FirstSlope = 0.25f;

    /// <summary>Sets every value of a model anew from a seed. The draw of a value depends on its name and index alone.</summary>
    public static void Reset(Graph graph, Parameters parameters, ulong seed)
    {
        foreach (Parameter p in parameters.All)
        {
            Span<float> values = parameters.Values(p).Span;
            switch (p.Spec.Kind)
            {
                case ParameterKind.ConvWeight or ParameterKind.DenseWeight or ParameterKind.LocalWeight:
                    Draw(values, p.Name, seed, MathF.Sqrt(Gain(graph, p.Node) / p.Spec.FanIn));
                    break;
                case ParameterKind.Embedding:
                    Draw(values, p.Name, seed, 0.02f);
                    break;
                case ParameterKind.NormScale or ParameterKind.RunningVariance:
                    values.Fill(1);
                    break;
                case ParameterKind.Slope:
                    values.Fill(FirstSlope);
                    break;
                default:
                    values.Clear();
                    break;
            }
        }
        parameters.MarkChanged();
    }

    private static void Draw(Span<float> values, string name, ulong seed, float deviation)
    {
        uint stream = CounterRandom.Stream(name);
        for (int i = 0; i < values.Length; i++) values[i] = deviation * CounterRandom.Normal(seed, stream, 0, (uint)i);
    }

    // Looks through normalisation, pooling and shape changes for the activation that follows.
    private static float Gain(Graph graph, Node node)
    {
        while (true)
        {
            IReadOnlyList<Node> next = graph.Consumers(node);
            if (next.Count == 0) return 1;
            node = next[0];
            if (node.Op is PRelu) return 2 / (1 + FirstSlope * FirstSlope);
            if (node.Op is Activation a) return a.CutsHalf ? 2 : 1;
            if (node.Parameters.Any(p => p.Kind is ParameterKind.ConvWeight or ParameterKind.DenseWeight or ParameterKind.LocalWeight)) return 1;
        }
    }
}
