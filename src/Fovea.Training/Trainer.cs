using Fovea.Data;

namespace Fovea.Training;

/// <summary>Training a model, and going on with a run that was interrupted.</summary>
public static class Trainer
{
    /// <summary>
    /// Trains a model in place. The same model, images and options give the same bits, on any number of threads and after any
    /// interruption.
    /// </summary>
    /// <param name="model">A classifier: a vector of logits, one for each class of the set. Its weights are changed.</param>
    /// <param name="dataset">The training images.</param>
    /// <param name="options">How; all defaults when null.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancel">Ends the run after the current step, with a checkpoint when there is a run folder.</param>
    /// <exception cref="ArgumentException">Options, model and images do not fit each other.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a gradient is no finite number.</exception>
    /// <exception cref="RunFolderException">The run folder holds another run or is in use.</exception>
    /// <exception cref="DatasetException">Images cannot be read.</exception>
    /// <exception cref="IOException">The disk failed or is full; the last checkpoint that was written is sound.</exception>
    public static TrainingRun Train(this Model model, ImageDataset dataset, TrainOptions? options = null, IProgress<TrainProgress>? progress = null, CancellationToken cancel = default)
        => Train(model, dataset, options ?? new TrainOptions(), progress, Disk.Real, cancel);

    /// <summary>Goes on with an interrupted or killed run, bit for bit as if nothing had happened.</summary>
    /// <param name="runFolder">The run's folder.</param>
    /// <param name="dataset">The training images that it began with.</param>
    /// <param name="validation">The validation images that it began with; null when it had none.</param>
    /// <param name="threads">Threads; 0 takes one for each processor. The result does not depend on it.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancel">Ends the run after the current step, with a checkpoint.</param>
    /// <returns>The model, which the caller disposes of, and the whole run.</returns>
    /// <exception cref="RunFolderException">No sound run lies there, it is in use, or it was trained on other images.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a gradient is no finite number.</exception>
    /// <exception cref="IOException">The disk failed or is full; the last checkpoint that was written is sound.</exception>
    public static (Model Model, TrainingRun Run) Resume(string runFolder, ImageDataset dataset, ImageDataset? validation = null, int threads = 0,
        IProgress<TrainProgress>? progress = null, CancellationToken cancel = default)
        => Resume(runFolder, dataset, validation, threads, progress, Disk.Real, cancel);

    /// <summary>The options of a run, from its newest sound checkpoint: what is needed to find its data again.</summary>
    /// <exception cref="RunFolderException">No sound run lies there.</exception>
    public static TrainOptions ReadOptions(string runFolder) => RunFiles.Peek(runFolder).Options with { RunFolder = runFolder };

    /// <summary>What a run has recorded so far, from its newest sound checkpoint; a run that is still at work may be read.</summary>
    /// <exception cref="RunFolderException">No sound run lies there.</exception>
    public static RecordedRun ReadRun(string runFolder)
    {
        CheckpointState state = RunFiles.Peek(runFolder);
        return new RecordedRun(state.Options with { RunFolder = runFolder }, state.Epochs, state.Step, state.Data.Count, state.Validation?.Count ?? 0);
    }

    internal static TrainingRun Train(Model model, ImageDataset dataset, TrainOptions options, IProgress<TrainProgress>? progress, Disk disk, CancellationToken cancel)
    {
        using TrainingSession session = TrainingSession.Start(model, dataset, options, disk, cancel);
        return session.Run(progress, cancel);
    }

    internal static (Model Model, TrainingRun Run) Resume(string runFolder, ImageDataset dataset, ImageDataset? validation, int threads,
        IProgress<TrainProgress>? progress, Disk disk, CancellationToken cancel)
    {
        (TrainingSession session, Model model) = TrainingSession.Resume(runFolder, dataset, validation, threads, disk, cancel);
        using (session)
        {
            try
            {
                return (model, session.Run(progress, cancel));
            }
            catch
            {
                model.Dispose();
                throw;
            }
        }
    }
}
