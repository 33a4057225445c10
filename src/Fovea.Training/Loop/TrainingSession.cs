using System.Diagnostics;
using Fovea.Data;

namespace Fovea.Training;

/// <summary>A run at work: the loop over steps and epochs. Checkpoints are in <c>TrainingSession.Checkpoint.cs</c>, start and resume in <c>TrainingSession.Start.cs</c>.</summary>
internal sealed partial class TrainingSession : IDisposable
{
    private readonly Model model;
    private readonly TrainOptions options;
    private readonly ImageDataset set;
    private readonly TrainStep step;
    private readonly InputSource loader;
    private readonly FeaturePlan? features;
    private readonly FeatureCache? cache, validationCache;
    private readonly Evaluator? evaluator;
    private readonly RunFiles? files;
    private readonly MetricsLog? log;
    private readonly List<string> notes;
    private readonly List<EpochResult> epochs = [];
    private readonly DataFingerprint? data, validationData;
    private readonly string network;
    private readonly long totalSteps;

    private long stepNumber, checkpointStep;
    private int epoch, batchNumber, bestEpoch, epochsSince;
    private double watched = double.NaN;
    private EpochSums sums;
    private StopReason? ended;
    private Model? best;
    private double secondsBefore, trainSecondsBefore, waitSecondsBefore;

    private long startTicks, epochTicks, checkpointTicks, trainTicks;
    private TimeSpan epochWait;
    private long seenHere;

    /// <summary>The model that is measured and saved as best: the average, where one is kept.</summary>
    private Model Measured => step.Average ?? model;

    private int Steps => loader.BatchesPerEpoch;

    /// <summary>Runs to the end, to an interruption or to an error.</summary>
    public TrainingRun Run(IProgress<TrainProgress>? progress, CancellationToken cancel)
    {
        startTicks = epochTicks = checkpointTicks = Stopwatch.GetTimestamp();
        bool interrupted = false;
        while (ended is null)
        {
            if (batchNumber == Steps || stepNumber == totalSteps)
            {
                if (!FinishEpoch(progress, cancel))
                {
                    interrupted = true;
                    break;
                }
                continue;
            }
            if (cancel.IsCancellationRequested)
            {
                interrupted = true;
                break;
            }
            RunStep(progress);
        }
        if (interrupted && files is not null) SaveCheckpoint();
        if (options.KeepBest && best is not null) Copy(best, model);
        return Result(ended ?? StopReason.Interrupted);
    }

    public void Dispose()
    {
        loader.Dispose();
        evaluator?.Dispose();
        features?.Dispose();
        cache?.Dispose();
        validationCache?.Dispose();
        step.Dispose();
        log?.Dispose();
        files?.Dispose();
        best?.Dispose();
    }

    private void RunStep(IProgress<TrainProgress>? progress)
    {
        long start = Stopwatch.GetTimestamp();
        if (!loader.TryNext(out Batch? batch)) throw new InvalidOperationException("the loader ended before the run");
        float rate = (float)(options.Optimizer.LearningRate * options.Schedule.At(stepNumber, totalSteps));
        ReadOnlySpan<int> labels = batch.Labels.AsSpan(0, batch.Count);
        if (!step.Run(loader.Inputs(batch), labels, options.Seed, stepNumber, rate)) throw Diverged(batch, rate);
        stepNumber++;
        batchNumber++;
        seenHere += batch.Count;
        sums = sums.Add(step.LossSum, step.WeightSum, step.Correct, batch.Count, rate);
        trainTicks += Stopwatch.GetTimestamp() - start;

        double speed = seenHere / Math.Max(1e-9, Stopwatch.GetElapsedTime(0, trainTicks).TotalSeconds);
        if (log is not null && options.LogEverySteps > 0 && stepNumber % options.LogEverySteps == 0)
            log.Step(stepNumber, epoch + 1, step.LossSum / step.WeightSum, (double)step.Correct / batch.Count, rate, step.Optimizer.GradientNorm, speed);
        progress?.Report(new TrainProgress(epoch + 1, options.Epochs, batchNumber, Steps, stepNumber, sums.Loss / sums.Weight, (double)sums.Correct / sums.Seen, rate, speed, Remaining(speed)));
        bool last = batchNumber == Steps || stepNumber == totalSteps;
        if (files is not null && !last && IsCheckpointDue()) SaveCheckpoint();
    }

    // False when it was cancelled before the epoch's numbers were complete: then nothing has changed.
    private bool FinishEpoch(IProgress<TrainProgress>? progress, CancellationToken cancel)
    {
        step.TakeStatistics();
        double? loss = null, accuracy = null;
        if (evaluator is not null)
        {
            try
            {
                (loss, accuracy) = evaluator.Measure(cancel: cancel);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
        EpochSums s = SumsNow();
        double speed = seenHere / Math.Max(1e-9, Stopwatch.GetElapsedTime(0, trainTicks).TotalSeconds);
        var result = new EpochResult(epoch + 1, s.Loss / s.Weight, (double)s.Correct / s.Seen, loss, accuracy, s.LastRate, s.Seconds, Share(s.WaitSeconds, s.TrainSeconds));
        bool isBest = IsBetter(result);
        epochs.Add(result);
        if (isBest)
        {
            bestEpoch = result.Epoch;
            KeepBest();
        }
        Watch(result);
        secondsBefore += s.Seconds;
        trainSecondsBefore += s.TrainSeconds;
        waitSecondsBefore += s.WaitSeconds;
        epoch++;
        batchNumber = 0;
        sums = default;
        BeginTimes();
        if (stepNumber == totalSteps) ended = epoch == options.Epochs ? StopReason.Completed : StopReason.MaxSteps;
        else if (options.EarlyStopping is { } early && epochsSince >= early.Patience) ended = StopReason.EarlyStopping;

        if (files is not null)
        {
            log!.Epoch(stepNumber, result);
            files.WriteResults(epochs);
            SaveCheckpoint();
        }
        progress?.Report(new TrainProgress(result.Epoch, options.Epochs, Steps, Steps, stepNumber, result.TrainLoss, result.TrainAccuracy, result.LearningRate,
            speed, Remaining(speed), result));
        return true;
    }

    private bool IsBetter(EpochResult now)
    {
        if (bestEpoch == 0 || now.ValidationLoss is null) return true;
        EpochResult before = epochs[bestEpoch - 1];
        if (options.BestBy == Metric.Accuracy && now.ValidationAccuracy != before.ValidationAccuracy) return now.ValidationAccuracy > before.ValidationAccuracy;
        return now.ValidationLoss < before.ValidationLoss;
    }

    private void Watch(EpochResult now)
    {
        if (options.EarlyStopping is not { } early) return;
        double value = early.On == Metric.Loss ? now.ValidationLoss!.Value : -now.ValidationAccuracy!.Value;
        if (double.IsNaN(watched) || value < watched - early.MinDelta) (watched, epochsSince) = (value, 0);
        else epochsSince++;
    }

    private void KeepBest()
    {
        if (options.KeepBest) Copy(Measured, best ??= Measured.With());
        files?.SaveBest(stream => CheckpointFile.WriteModel(stream, network, Measured));
    }

    private static void Copy(Model from, Model to)
    {
        from.Parameters.Trainable.Span.CopyTo(to.Parameters.Trainable.Span);
        from.Parameters.Statistics.Span.CopyTo(to.Parameters.Statistics.Span);
        to.Parameters.MarkChanged();
    }

    private void BeginTimes()
    {
        epochTicks = Stopwatch.GetTimestamp();
        epochWait = loader.WaitTime;
        (trainTicks, seenHere) = (0, 0);
    }

    private EpochSums SumsNow() => sums with
    {
        Seconds = sums.Seconds + Stopwatch.GetElapsedTime(epochTicks).TotalSeconds,
        TrainSeconds = sums.TrainSeconds + Stopwatch.GetElapsedTime(0, trainTicks).TotalSeconds,
        WaitSeconds = sums.WaitSeconds + (loader.WaitTime - epochWait).TotalSeconds,
    };

    private TimeSpan Remaining(double imagesPerSecond)
        => imagesPerSecond > 0 ? TimeSpan.FromSeconds(Math.Min((totalSteps - stepNumber) * (double)options.BatchSize / imagesPerSecond, 1e9)) : TimeSpan.Zero;

    private static double Share(double part, double whole) => whole > 0 ? Math.Min(1, part / whole) : 0;

    private TrainingRun Result(StopReason reason)
    {
        EpochSums s = ended is null ? SumsNow() : default;
        return new TrainingRun
        {
            Epochs = [.. epochs],
            BestEpoch = bestEpoch,
            Steps = stepNumber,
            Seconds = secondsBefore + s.Seconds,
            WaitShare = Share(waitSecondsBefore + s.WaitSeconds, trainSecondsBefore + s.TrainSeconds),
            StopReason = reason,
            RunFolder = files?.Folder,
            Notes = [.. notes],
        };
    }
}
