namespace Fovea.Analysis;

/// <summary>What a training run recorded.</summary>
public sealed record RunFacts
{
    /// <summary>The epochs in order.</summary>
    public required IReadOnlyList<EpochFacts> Epochs { get; init; }

    /// <summary>True when cross entropy was minimised, so that losses are in nats.</summary>
    public bool IsCrossEntropy { get; init; } = true;

    /// <summary>ε: the share of the target that was spread over all classes.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Validation images; 0 when that is not known, and then no interval can be given.</summary>
    public int ValidationImages { get; init; }
}

/// <summary>One epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean over the training batches.</param>
/// <param name="TrainAccuracy">0 … 1, on the same batches.</param>
/// <param name="ValidationLoss">Null without validation images.</param>
/// <param name="ValidationAccuracy">0 … 1; null without validation images.</param>
public sealed record EpochFacts(int Epoch, double TrainLoss, double TrainAccuracy, double? ValidationLoss = null, double? ValidationAccuracy = null);
