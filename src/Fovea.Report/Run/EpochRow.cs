namespace Fovea.Report;

/// <summary>One epoch of training, as a row of <c>results.csv</c>.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="TrainLoss">Mean training loss in nats, as the trainer measured it.</param>
/// <param name="TrainAccuracy">0…1, as the trainer measured it.</param>
/// <param name="ValidationLoss">Mean loss on validation images; null without validation.</param>
/// <param name="ValidationAccuracy">0…1; null without validation.</param>
/// <param name="LearningRate">The rate at the end of the epoch.</param>
/// <param name="Seconds">Wall time of the epoch.</param>
public sealed record EpochRow(
    int Epoch,
    double TrainLoss,
    double TrainAccuracy,
    double? ValidationLoss,
    double? ValidationAccuracy,
    double LearningRate,
    double Seconds);
