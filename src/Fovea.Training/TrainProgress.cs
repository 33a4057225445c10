namespace Fovea.Training;

/// <summary>Where a run is, after each step.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Epochs">Epochs of the run.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
/// <param name="TotalSteps">Steps done in the whole run.</param>
/// <param name="Loss">Mean over the epoch so far.</param>
/// <param name="Accuracy">Share of the epoch's images so far that were answered right, 0 … 1.</param>
/// <param name="LearningRate">Of this step.</param>
/// <param name="ImagesPerSecond">In this epoch so far, since the run was started or resumed.</param>
/// <param name="Remaining">Estimated time to the end of the run, evaluation aside.</param>
/// <param name="Finished">The epoch that has just been finished, validation included; null after any other step.</param>
public readonly record struct TrainProgress(int Epoch, int Epochs, int Step, int StepsPerEpoch, long TotalSteps, double Loss, double Accuracy,
    double LearningRate, double ImagesPerSecond, TimeSpan Remaining, EpochResult? Finished = null);
