using Fovea.Kernels;

namespace Fovea.Analysis;

/// <summary>Entropy of the labels within a batch, beside what random batches of the same size have.</summary>
/// <param name="Entropy">Mean over the batches as they come, in nats.</param>
/// <param name="Expected">Mean over batches drawn at random from the same labels, in nats.</param>
/// <param name="Batch">Images of a batch.</param>
public sealed record MixingFacts(double Entropy, double Expected, int Batch)
{
    /// <summary>1 for well-mixed batches, 0 when each batch holds one class.</summary>
    public double Share => Expected > 0 ? Entropy / Expected : 1;

    /// <summary>Measures an order of labels.</summary>
    /// <remarks>A small batch cannot hold all classes, so its entropy is compared with that of shuffled batches and not with that of the whole set.</remarks>
    /// <param name="labels">The labels in the order in which they are trained on.</param>
    /// <param name="batch">Images of a batch.</param>
    /// <param name="seed">Of the shuffled batches.</param>
    public static MixingFacts Of(IReadOnlyList<int> labels, int batch, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        uint stream = CounterRandom.Stream("mixing");
        int[] mixed = [.. Enumerable.Range(0, labels.Count).OrderBy(i => CounterRandom.Words(seed, stream, 0, (uint)i).A).Select(i => labels[i])];
        return new MixingFacts(MeanEntropy(labels, batch), MeanEntropy(mixed, batch), batch);
    }

    private static double MeanEntropy(IReadOnlyList<int> labels, int batch)
    {
        double sum = 0;
        int batches = labels.Count / batch;
        for (int b = 0; b < batches; b++)
            foreach (IGrouping<int, int> members in Enumerable.Range(b * batch, batch).Select(i => labels[i]).GroupBy(l => l))
            {
                double p = (double)members.Count() / batch;
                sum -= p * Math.Log(p);
            }
        return batches == 0 ? 0 : sum / batches;
    }
}
