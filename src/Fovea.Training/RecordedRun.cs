namespace Fovea.Training;

/// <summary>What a run folder says about its run.</summary>
/// <param name="Options">How it was trained; <see cref="TrainOptions.Validation"/> is not in the folder.</param>
/// <param name="Epochs">The epochs that are finished.</param>
/// <param name="Steps">Steps that are done.</param>
/// <param name="TrainImages">Images that it learned from.</param>
/// <param name="ValidationImages">Images that were measured after each epoch; 0 without.</param>
public sealed record RecordedRun(TrainOptions Options, IReadOnlyList<EpochResult> Epochs, long Steps, int TrainImages, int ValidationImages);
