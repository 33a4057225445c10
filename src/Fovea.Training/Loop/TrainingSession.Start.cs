using Fovea.Data;
using Fovea.Kernels;

namespace Fovea.Training;

/// <summary>Beginning a run and going on with one.</summary>
internal sealed partial class TrainingSession
{
    private TrainingSession(Model model, UsableImages images, UsableImages? validation, TrainOptions options, RunFiles? files, List<string> notes,
        DataFingerprint? data, DataFingerprint? validationData, (SafetensorsFile File, CheckpointState State)? from, CancellationToken cancel)
    {
        (this.model, this.options, set, this.files, this.notes) = (model, options, images.Set, files, notes);
        (this.data, this.validationData) = (data, validationData);
        this.notes.AddRange(images.Notes);
        if (validation is not null) this.notes.AddRange(validation.Notes);
        if (files?.TakenOver is { } owner) this.notes.Add($"{owner} ended without closing this run; its lock was taken over");
        network = CheckpointFile.NetworkOf(model, set.Classes);
        step = new TrainStep(model, options with { BatchSize = Math.Min(options.BatchSize, set.Count) });
        if (from is { } at) Restore(at.File, at.State);
        int perEpoch = options.DropLast ? set.Count / options.BatchSize : (set.Count + options.BatchSize - 1) / options.BatchSize;
        totalSteps = (long)options.Epochs * perEpoch;
        if (options.MaxSteps > 0) totalSteps = Math.Min(totalSteps, options.MaxSteps);
        FrozenPart part = FrozenPart.Of(model, options);
        if (part.Boundary is { } boundary)
        {
            features = new FeaturePlan(model, boundary, options, options.BatchSize);
            if (ended is null && TransferPlan.Caching(part, options, set.Count + (validation?.Set.Count ?? 0)).IsCached)
            {
                try
                {
                    cache = FeatureCache.Fill(features, model, set, options, cancel);
                    if (validation is not null) validationCache = FeatureCache.Fill(features, model, validation.Set, options, cancel);
                }
                catch
                {
                    cache?.Dispose();
                    features.Dispose();
                    step.Dispose();
                    throw;
                }
            }
        }
        loader = new InputSource(set, InputFormat.Of(model), new LoaderOptions
        {
            BatchSize = options.BatchSize,
            Shuffle = true,
            DropLast = options.DropLast,
            Seed = options.Seed,
            Augmentation = options.Augmentation,
            StartEpoch = epoch,
            StartBatch = batchNumber,
            EndEpoch = options.Epochs,
            Threads = options.LoaderThreads,
        }, features, cache);
        if (validation is not null)
            evaluator = new Evaluator(Measured, validation.Set, new EvaluateOptions { BatchSize = options.BatchSize, Threads = options.Threads, Loss = options.Loss, Variant = options.Variant, Strict = options.Strict, Choices = options.Choices, LoaderThreads = options.LoaderThreads },
                Math.Max(1, options.Epochs - epoch), part.Boundary?.Name, features, validationCache);
        if (files is not null) log = new MetricsLog(files);
    }

    public static TrainingSession Start(Model model, ImageDataset dataset, TrainOptions options, Disk disk, CancellationToken cancel)
    {
        OptionsCheck.Check(model, dataset, options);
        options = options with { Choices = options.Choices?.For(model.Graph) };
        UsableImages images = UsableImages.Of(model, dataset, options.SkipBad, forTraining: true, cancel);
        if (images.Set != dataset) OptionsCheck.Check(model, images.Set, options);
        UsableImages? validation = options.Validation is { } v ? UsableImages.Of(model, v, options.SkipBad, forTraining: false, cancel) : null;
        if (options.RunFolder is not { } folder) return new TrainingSession(model, images, validation, options, null, [], null, null, null, cancel);
        RunFiles files = RunFiles.Create(folder, disk);
        try
        {
            DataFingerprint data = DataFingerprint.Of(images.Set);
            DataFingerprint? validationData = validation is null ? null : DataFingerprint.Of(validation.Set);
            files.WriteArguments(new RunArguments(Engine, model.ToString(), dataset.ToString(), options.Validation?.ToString(), options));
            files.WriteResults([]);
            return new TrainingSession(model, images, validation, options, files, [], data, validationData, null, cancel);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    public static (TrainingSession Session, Model Model) Resume(string folder, ImageDataset dataset, ImageDataset? validationSet, int threads, Disk disk, CancellationToken cancel)
    {
        List<string> notes = [];
        RunFiles files = RunFiles.Open(folder, disk);
        Model? model = null;
        try
        {
            (SafetensorsFile file, CheckpointState state) = files.OpenNewest(notes);
            using (file)
            {
                model = ModelFile.Load(file);
                TrainOptions options = state.Options with { Validation = validationSet, RunFolder = folder, Threads = threads };
                OptionsCheck.Check(model, dataset, options);
                UsableImages images = UsableImages.Of(model, dataset, options.SkipBad, forTraining: true, cancel);
                UsableImages? validation = validationSet is null ? null : UsableImages.Of(model, validationSet, options.SkipBad, forTraining: false, cancel);
                DataFingerprint data = DataFingerprint.Of(images.Set);
                DataFingerprint? validationData = validation is null ? null : DataFingerprint.Of(validation.Set);
                Compare(folder, "training", state.Data, data);
                Compare(folder, "validation", state.Validation, validationData);
                if (state.Engine != Engine) notes.Add($"the run was begun by version {state.Engine}, this is {Engine}: its last bits may differ from an undisturbed run's");
                if (options.Choices is { } choices && choices.Processor != ProcessorModel.Name)
                    notes.Add($"the run's algorithms were measured on {choices.Processor}, this is {ProcessorModel.Name}: it goes on with the same, which may be slower here");
                files.WriteResults(state.Epochs);
                files.OpenMetrics(state.MetricsBytes);
                if (files.MetricsBytes < state.MetricsBytes) notes.Add($"{files.Metrics} is shorter than the checkpoint says; earlier lines are lost");
                return (new TrainingSession(model, images, validation, options, files, notes, data, validationData, (file, state), cancel), model);
            }
        }
        catch
        {
            model?.Dispose();
            files.Dispose();
            throw;
        }
    }

    private static void Compare(string folder, string what, DataFingerprint? then, DataFingerprint? now)
    {
        string? difference = (then, now) switch
        {
            (null, null) => null,
            (null, _) => "it had none",
            (_, null) => $"it had {then.Count:N0} images of {then.Name}, none were given",
            _ => then.DifferenceTo(now),
        };
        if (difference is not null)
            throw new RunFolderException($"{folder}: the {what} images are not those that the run began with: {difference}\n"
                + "  rule  a run goes on with the same images in the same order, so that it ends with the same bits\n"
                + "  help  give the same data, or begin a new run with these weights");
    }
}
