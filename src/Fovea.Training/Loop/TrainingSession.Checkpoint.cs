using System.Diagnostics;
using Fovea.Data;

namespace Fovea.Training;

/// <summary>Checkpoints and divergence.</summary>
internal sealed partial class TrainingSession
{
    private static string Engine => typeof(Model).Assembly.GetName().Version?.ToString(3) ?? "";

    private bool IsCheckpointDue()
        => (options.CheckpointEverySteps > 0 && stepNumber % options.CheckpointEverySteps == 0)
            || (options.CheckpointEveryMinutes > 0 && Stopwatch.GetElapsedTime(checkpointTicks).TotalMinutes >= options.CheckpointEveryMinutes);

    private void SaveCheckpoint()
    {
        files!.FlushMetrics();
        CheckpointState state = StateNow();
        List<(string, ReadOnlyMemory<float>)> blocks = [.. step.Optimizer.Names.Select((name, i) => ($"optimizer.{name}", (ReadOnlyMemory<float>)step.Optimizer.State(i).ToArray()))];
        if (step.Average is { } average) blocks.Add(("average", average.Parameters.Trainable.Span.ToArray()));
        files.SaveCheckpoint(stream => CheckpointFile.Write(stream, network, model, blocks, state));
        (checkpointTicks, checkpointStep) = (Stopwatch.GetTimestamp(), stepNumber);
    }

    private CheckpointState StateNow() => new()
    {
        Engine = Engine,
        Options = options,
        Data = data!,
        Validation = validationData,
        Step = stepNumber,
        Epoch = epoch,
        Batch = batchNumber,
        Sums = SumsNow(),
        Epochs = [.. epochs],
        BestEpoch = bestEpoch,
        WatchedBits = BitConverter.DoubleToInt64Bits(watched),
        EpochsSince = epochsSince,
        Ended = ended,
        Seconds = secondsBefore,
        TrainSeconds = trainSecondsBefore,
        WaitSeconds = waitSecondsBefore,
        MetricsBytes = files!.MetricsBytes,
    };

    private void Restore(SafetensorsFile file, CheckpointState state)
    {
        for (int i = 0; i < step.Optimizer.Names.Count; i++) CheckpointFile.ReadBlock(file, $"optimizer.{step.Optimizer.Names[i]}", step.Optimizer.State(i));
        if (step.Average is { } average)
        {
            CheckpointFile.ReadBlock(file, "average", average.Parameters.Trainable.Span);
            average.Parameters.MarkChanged();
        }
        (stepNumber, checkpointStep, epoch, batchNumber, sums) = (state.Step, state.Step, state.Epoch, state.Batch, state.Sums);
        epochs.AddRange(state.Epochs);
        (bestEpoch, watched, epochsSince, ended) = (state.BestEpoch, BitConverter.Int64BitsToDouble(state.WatchedBits), state.EpochsSince, state.Ended);
        (secondsBefore, trainSecondsBefore, waitSecondsBefore) = (state.Seconds, state.TrainSeconds, state.WaitSeconds);
        if (bestEpoch > 0 && options.KeepBest) LoadBest();
    }

    private void LoadBest()
    {
        Model kept = model.With();
        try
        {
            kept.LoadWeights(files!.Best);
            best = kept;
        }
        catch (Exception e) when (e is ModelFileException or IOException)
        {
            kept.Dispose();
            notes.Add($"{files!.Best} cannot be read ({(e as ModelFileException)?.Problem ?? e.Message}); the best epoch is looked for anew from epoch {epoch + 1} on");
            bestEpoch = 0;
        }
    }

    private TrainingDivergedException Diverged(Batch batch, float rate)
    {
        Culprit culprit = DivergenceSearch.Find(model, options, loader.Inputs(batch), batch, stepNumber);
        step.RestoreStatistics();
        int[] images = [.. culprit.Images.Select(n => batch.Indices[n])];
        string? saved = files is not null && File.Exists(files.Last) ? files.Last : null;
        return new TrainingDivergedException(new Divergence
        {
            Step = stepNumber,
            Epoch = epoch + 1,
            Batch = batchNumber + 1,
            BatchesPerEpoch = Steps,
            Loss = step.LossSum / step.WeightSum,
            LearningRate = rate,
            Culprit = culprit,
            Images = [.. images.Select(i => new DivergedImage(i, set.Id(i), set.Classes[set.Label(i)]))],
            BatchSize = batch.Count,
            Checkpoint = saved,
            CheckpointStep = saved is null ? 0 : checkpointStep,
        });
    }
}
