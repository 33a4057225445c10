using Fovea.Analysis;
using Fovea.Training;

namespace Fovea.Lab;

/// <summary>What a run folder says, as facts.</summary>
internal static class RunMeasure
{
    public static RunFacts Of(RecordedRun run) => new()
    {
        Epochs = [.. run.Epochs.Select(e => new EpochFacts(e.Epoch, e.TrainLoss, e.TrainAccuracy, e.ValidationLoss, e.ValidationAccuracy))],
        IsCrossEntropy = run.Options.Loss == Loss.CrossEntropy,
        LabelSmoothing = run.Options.LabelSmoothing,
        ValidationImages = run.ValidationImages,
    };
}
