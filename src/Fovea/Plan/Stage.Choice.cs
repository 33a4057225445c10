using Fovea.Kernels;

namespace Fovea;

/// <summary>The choice of a convolution's algorithm: the direct one when strict, else the measured one, else the table's.</summary>
internal sealed partial class Stage
{
    private ChosenAlgorithm? chosen;

    /// <summary>The algorithm for one computation of this layer; the calls that are emitted next are its calls.</summary>
    public ConvAlgorithm Choose(in ConvGeometry g, ConvDirection direction)
    {
        AlgorithmChoice? measured = null;
        ConvAlgorithm algorithm = ConvAlgorithm.Direct;
        if (!Options.Strict)
        {
            IReadOnlyList<ConvAlgorithm> candidates = ConvCandidates.Of(in g, Variant);
            measured = Options.Choices?.Find(in g, MaxBatch, Options.ParameterGradients, direction);
            // A run that goes on elsewhere brings its choices along; not every processor can follow them.
            if (measured is not null && !candidates.Contains(measured.Algorithm)) measured = null;
            algorithm = Options.Candidate is { } number ? candidates[Math.Min(number, candidates.Count - 1)]
                : measured?.Algorithm ?? Table(Options, in g, MaxBatch, direction);
        }
        chosen = new ChosenAlgorithm(Node, g, direction, algorithm, measured);
        planner.EmitChosen(chosen);
        return algorithm;
    }

    /// <summary>The algorithm that <see cref="WinogradChoice"/> gives without a measurement.</summary>
    public static ConvAlgorithm Table(PlanOptions options, in ConvGeometry g, int batch, ConvDirection direction)
    {
        ConvAlgorithm algorithm = WinogradChoice.For(in g, batch, direction, options.Variant);
        if (!options.ParameterGradients || direction == ConvDirection.WeightGradient) return algorithm;
        // Weights that change with every step are transformed with every step: 3 tiles repay that where the transformed stay in the cache, else 32.
        int repaid = WinogradUnpacked.Fits(in g, algorithm, batch) ? 3 : 32;
        return (long)batch * g.OutH * g.OutW < repaid * 16 ? ConvAlgorithm.Direct : algorithm;
    }
}
