using System.CommandLine.Parsing;
using System.Globalization;
using Fovea.Analysis;
using Fovea.Data;
using Fovea.Report;
using Fovea.Training;

namespace Fovea.Cli;

/// <summary>A training run from its images to its report, new or resumed; <c>train</c> and <c>demo</c> share it.</summary>
internal sealed class TrainJob
{
    private const string NetKey = "net", CommandKey = "command";
    private readonly Session s;
    private readonly string folder;
    private readonly RunSets sets;
    private readonly string title, netText, command;

    private TrainJob(Session s, string folder, RunSets sets, string title, string netText, string command)
        => (this.s, this.folder, this.sets, this.title, this.netText, this.command) = (s, folder, sets, title, netText, command);

    private string Initial => Path.Combine(folder, "weights", "initial.safetensors");

    /// <summary>Begins a run.</summary>
    public static int Begin(Session s, JobPlan plan)
    {
        using StartingPoint start = StartingPoint.Read(s, plan);
        if (start.Weights is { } weights) s.Say($"{weights}\n");
        Preprocessing chosen = plan.Preprocessing(start.Preprocessing);
        using RunSets sets = plan.Data.Open(Usable(s, new InputFormat(start.Model.Graph.Input.Shape, chosen), plan.Options.SkipBad));
        (Model declared, TrainOptions asked) = start.For(s, plan, sets.Train);
        using Model owned = declared;
        using Model model = Prepared(declared, sets, chosen, plan.MeasureStatistics && !start.KnowsStatistics);
        // The text would give the classes of the weights where the head is new.
        string text = plan.Net is null || declared.Outputs != start.Model.Outputs ? "" : NetArgument.TextOf(plan.Net, plan.Size);
        var job = new TrainJob(s, plan.Folder, sets, plan.Data.Title, text, CommandOf(s));
        var arguments = new Dictionary<string, string> { [NetKey] = text, [CommandKey] = job.command };
        plan.Data.Store(arguments);
        TrainOptions options = asked with { RunFolder = plan.Folder, Validation = sets.Validation, Arguments = arguments };

        Summary summary = model.Summarize(Math.Min(options.BatchSize, sets.Train.Count));
        TransferPlan? transfer = options.Freeze.Count == 0 ? null : TransferPlan.Of(model, options, sets.Train.Count + (sets.Validation?.Count ?? 0));
        MemoryCheck.Run(summary, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, options.Recompute, transfer);
        s.Say(summary.ToString());
        s.Say();
        job.SayData();
        if (transfer is not null) s.Say($"{transfer}\n");
        job.KeepInitial(model);
        s.Interrupts.Announce = () => s.Warn("stopping after this step; press again to stop at once");
        TrainingRun run = EpochProgress.Run(s, progress => model.Train(sets.Train, options, progress, s.Cancel));
        return job.Finish(model, run, options);
    }

    /// <summary>Goes on with a run.</summary>
    public static int Resume(Session s, string folder)
    {
        TrainOptions options = Trainer.ReadOptions(folder);
        RunData data = RunData.Of(options.Arguments, folder);
        using RunSets sets = data.Open(Usable(s, null, options.SkipBad));
        var job = new TrainJob(s, folder, sets, data.Title, options.Arguments.GetValueOrDefault(NetKey, ""), options.Arguments.GetValueOrDefault(CommandKey, ""));
        job.SayData();
        s.Interrupts.Announce = () => s.Warn("stopping after this step; press again to stop at once");
        (Model model, TrainingRun run) = EpochProgress.Run(s, progress => Trainer.Resume(folder, sets.Train, sets.Validation, s.Threads, progress, s.Cancel));
        using (model) return job.Finish(model, run, options with { Validation = sets.Validation });
    }

    // One look at every image before the first step: a truncated file must not be found in the third hour.
    private static Func<ImageDataset, bool, ImageDataset> Usable(Session s, InputFormat? format, bool skipBad)
    {
        format?.Check();
        return (set, oneClassWillDo) =>
        {
            CheckedData found = DataCheck.Run(set, format, skipBad, CheckDepth.Auto, oneClassWillDo, null, s.Cancel);
            if (found.Report.Skipped > 0) s.Warn(found.Report.ToString());
            foreach (string warning in found.Warnings) s.Warn(warning);
            return found.Set;
        };
    }

    private static Model Prepared(Model declared, RunSets sets, Preprocessing chosen, bool measure)
    {
        if (measure)
        {
            Data.ChannelStatistics found = Data.ChannelStatistics.Measure(sets.Train, declared.Graph.Input.Shape.Channels);
            // A constant image set has no deviation to divide by.
            chosen = chosen with { Mean = found.Mean, Std = [.. found.Std.Select(v => v > 0 ? v : 1f)] };
        }
        bool fits = declared.Graph.Output.Shape.IsImage is false && declared.Outputs == sets.Train.Classes.Length && declared.Labels.Count == 0;
        return declared.With(chosen, fits ? sets.Train.Classes : null);
    }

    private void SayData()
    {
        s.Say($"training    {sets.Train.Count,8:N0} images, {sets.Train.Classes.Length} classes");
        if (sets.Validation is { } v) s.Say($"validation  {v.Count,8:N0} images");
        if (sets.Test is { } t) s.Say($"test        {t.Count,8:N0} images");
        s.Say($"run folder  {folder}");
        s.Say();
    }

    private void KeepInitial(Model model)
    {
        string weights = Path.GetDirectoryName(Initial)!;
        // A run that lies here already is not touched: training refuses the folder.
        if (Directory.Exists(weights) && Directory.EnumerateFiles(weights, "last*.safetensors").Any()) return;
        Directory.CreateDirectory(weights);
        model.Save(Initial);
    }

    private int Finish(Model model, TrainingRun run, TrainOptions options)
    {
        foreach (string note in run.Notes) s.Warn(note);
        string resume = $"fovea train --resume {Quoted(folder)}";
        if (run.Interrupted)
        {
            s.Say($"interrupted after {run.Steps:N0} steps; a checkpoint is saved. Go on with\n  {resume}");
            s.Answer(JsonLine.Object(json =>
            {
                json.WriteBoolean("interrupted", true);
                json.WriteNumber("steps", run.Steps);
                json.WriteNumber("epochs", run.Epochs.Count);
                json.WriteString("folder", Path.GetFullPath(folder));
                json.WriteString("resume", resume);
            }));
            return ExitCode.Interrupted;
        }
        try
        {
            return Report(model, run, options);
        }
        catch (OperationCanceledException)
        {
            s.Say($"interrupted; training is complete, the report is not. Write it with\n  {resume}");
            throw;
        }
    }

    private int Report(Model model, TrainingRun run, TrainOptions options)
    {
        ImageDataset scored = sets.Scored ?? sets.Train;
        string on = sets.Test is not null ? "test" : sets.Validation is not null ? "validation" : "training";
        Evaluation evaluation = CountedProgress.Run(s, "testing", "%", report
            => model.Evaluate(scored, new EvaluateOptions { Threads = s.Threads, SkipBad = options.SkipBad, Strict = options.Strict, Choices = options.Choices }, new Relay<double>(p => report(100 * p, 100)), s.Cancel));
        s.Say($"\n{evaluation.Count:N0} {on} images: {Percent(evaluation.Accuracy)} right (95 %: {Percent(evaluation.Interval95.Low)} … {Percent(evaluation.Interval95.High)}), loss {evaluation.Loss.ToString("F4", CultureInfo.InvariantCulture)}");
        s.Say(string.Create(CultureInfo.InvariantCulture, $"trained in {run.Seconds:F1} s, {100 * run.WaitShare:F1} % of it waiting for data; best epoch {run.BestEpoch} of {run.Epochs.Count}"));

        using Model? untrained = File.Exists(Initial) ? ModelFile.Load(Initial) : null;
        RunReport report = RunReportBuilder.Build(new TrainedRun
        {
            Model = model,
            Untrained = untrained,
            Run = run,
            Options = options,
            Scored = scored,
            Evaluation = evaluation,
            ScoredAre = $"{on} images",
            Data = DataText(model),
            Command = command,
            Finished = DateTime.UtcNow.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture),
            NetText = netText,
        });
        ReportFiles files = ReportWriter.Write(report, folder);
        string best = Path.Combine(folder, "weights", "best.safetensors");
        s.Say($"\nreport      {files.Html}\nmodel       {best}");
        s.Answer(JsonLine.Object(json =>
        {
            json.WriteNumber("testAccuracy", evaluation.Accuracy);
            json.WriteNumber("testLoss", evaluation.Loss);
            json.WriteNumber("testImages", evaluation.Count);
            json.WriteString("testedOn", on);
            json.WriteNumber("trainSeconds", Math.Round(run.Seconds, 3));
            json.WriteNumber("waitShare", Math.Round(run.WaitShare, 4));
            json.WriteNumber("epochs", run.Epochs.Count);
            json.WriteNumber("bestEpoch", run.BestEpoch);
            json.WriteNumber("parameters", model.Graph.ParameterCount);
            if (options.Freeze.Count > 0)
            {
                json.WriteStartArray("frozen");
                foreach (string pattern in options.Freeze) json.WriteStringValue(pattern);
                json.WriteEndArray();
            }
            json.WriteString("stopReason", run.StopReason.ToString());
            json.WriteString("folder", Path.GetFullPath(folder));
            json.WriteString("report", Path.GetFullPath(files.Html));
            json.WriteString("model", Path.GetFullPath(best));
        }));
        return ExitCode.Done;
    }

    private string DataText(Model model)
    {
        string held = sets.Validation is { } v ? $", {v.Count:N0} for validation" : "";
        string test = sets.Test is { } t ? $", {t.Count:N0} for testing" : "";
        return $"{title}: {sets.Train.Count:N0} images for training{held}{test}, {sets.Train.Classes.Length} classes, seen at {model.Graph.Input.Shape}";
    }

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";

    private static string CommandOf(Session s) => "fovea " + string.Join(' ', s.Parsed.Tokens.Where(t => t.Type != TokenType.Directive).Select(t => Quoted(t.Value)));

    private static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '=' or ',' or ':') ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <summary>What a new run needs.</summary>
internal sealed record JobPlan
{
    /// <summary>The network; null where a model file brings it.</summary>
    public string? Net { get; init; }

    /// <summary>A model file, or weights for the network; null begins from first weights.</summary>
    public string? From { get; init; }

    /// <summary>How weights are matched.</summary>
    public WeightOptions Weights { get; init; } = new();

    /// <summary>Outputs of a new head; 0 makes one where the classes are others.</summary>
    public int NewHead { get; init; }

    public string? Size { get; init; }

    /// <summary>What a network in quotes is called.</summary>
    public string Name { get; init; } = "net";

    public required RunData Data { get; init; }

    public required TrainOptions Options { get; init; }

    public required string Folder { get; init; }

    /// <summary>What was asked for; null keeps the model's.</summary>
    public ResizeRule? Resize { get; init; }

    public float[]? Mean { get; init; }

    public float[]? Std { get; init; }

    /// <summary>Mean and deviation are measured on the training images, unless they are given or the network is a trained model.</summary>
    public bool MeasureStatistics { get; init; } = true;

    public Preprocessing Preprocessing(Preprocessing before) => before with { Resize = Resize ?? before.Resize, Mean = Mean ?? before.Mean, Std = Std ?? before.Std };
}
