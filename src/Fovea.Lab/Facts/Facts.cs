using Fovea.Analysis;
using Fovea.Training;

namespace Fovea.Lab;

/// <summary>Measures what the dynamic rules of lint need to know.</summary>
public static class Facts
{
    /// <summary>What can be known about a model, its images and its training.</summary>
    /// <param name="model">A classifier; its weights are left as they are.</param>
    /// <param name="data">Its images. Their classes have to be the model's outputs for more than the images to be measured.</param>
    /// <param name="options">How; all defaults when null.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancel">Ends it.</param>
    /// <example><c>LintReport report = Linter.Run(Facts.Measure(model, new LabData(train, validation)));</c></example>
    /// <exception cref="Fovea.Data.ImageException">An image cannot be read.</exception>
    /// <exception cref="RunFolderException">The run folder holds no sound run.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LintSubject Measure(Model model, LabData data, FactsOptions? options = null, IProgress<LabProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new FactsOptions();
        var subject = new LintSubject(model.Graph, model.Name)
        {
            Batch = options.Batch,
            Weights = WeightMeasure.Of(model, cancel),
            Data = DataMeasure.Of(model, data, options, progress, cancel),
        };
        RecordedRun? run = options.RunFolder is { } folder ? Trainer.ReadRun(folder) : null;
        if (run is not null) subject = subject with { Run = RunMeasure.Of(run), Batch = run.Options.BatchSize };
        if (model.Graph.Output.Shape.IsImage || model.Outputs != data.Train.Classes.Length) return subject;

        var measure = new Measurement(data, options, progress, cancel);
        (ActivationFacts activations, IReadOnlyDictionary<string, double>? saturation) = ActivationMeasure.Of(model, measure);
        subject = subject with { Activations = activations, Saturation = saturation };
        if (options.Trained) subject = subject with { Answers = AnswerMeasure.Of(model, measure), EffectiveFields = FieldMeasure.Of(model, subject, measure) };
        using Model? kept = options.Trained && options.RunFolder is { } kin ? FirstWeights(model, kin) : null;
        if ((options.Trained ? kept : model) is { } first)
            subject = subject with
            {
                Start = StartMeasure.FirstLoss(first, measure),
                Steps = options.Steps > 0 ? StepMeasure.Of(first, run?.Options.Optimizer ?? options.Optimizer, measure) : null,
            };
        return subject;
    }

    // fovea train keeps the weights that a run began with; a program that trains need not.
    private static Model? FirstWeights(Model model, string folder)
    {
        string path = Path.Combine(folder, "weights", "initial.safetensors");
        if (!File.Exists(path)) return null;
        Model first = ModelFile.Load(path);
        if (first.Graph.Nodes.Select(n => n.ToString()).SequenceEqual(model.Graph.Nodes.Select(n => n.ToString()))) return first;
        first.Dispose();
        return null;
    }
}

/// <summary>What every measurement is given.</summary>
internal sealed record Measurement(LabData Data, FactsOptions Options, IProgress<LabProgress>? Progress, CancellationToken Cancel)
{
    public void Say(string what, double done) => Progress?.Report(new LabProgress(what, done));
}
