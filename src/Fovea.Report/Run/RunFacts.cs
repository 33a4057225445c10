using System.Globalization;
using System.Runtime.InteropServices;
using Fovea.Data;
using Fovea.Training;

namespace Fovea.Report;

/// <summary>Settings, times and machine of a run, as rows of tables.</summary>
internal static class RunFacts
{
    public static Fact[] Settings(TrainOptions o) =>
    [
        new("optimiser", OptimizerText(o.Optimizer)),
        new("schedule", ScheduleText(o.Schedule)),
        new("batch", Text($"{o.BatchSize}")),
        new("epochs", Text($"{o.Epochs}")),
        new("loss", LossText(o)),
        new("augmentation", AugmentationText(o.Augmentation)),
        new("weight average", o.WeightAverage == 0 ? "none" : Text($"{o.WeightAverage}")),
        new("early stop", o.EarlyStopping is { } early ? Text($"after {early.Patience} epochs without a better validation {(early.On == Metric.Loss ? "loss" : "accuracy")}") : "never"),
        new("seed", Text($"{o.Seed}")),
    ];

    public static Fact[] Timings(TrainingRun run, Evaluation e) =>
    [
        new("training", Text($"{run.Seconds:F1} s, {run.Steps:N0} steps")),
        new("waiting for data", Text($"{100 * run.WaitShare:F1} % of training")),
        new("testing", Text($"{e.Seconds:F1} s, {e.Count:N0} images")),
    ];

    public static Fact[] Environment(TrainOptions o) =>
    [
        new("processor", Text($"{Processor()}, {System.Environment.ProcessorCount} logical cores")),
        new("threads", o.Threads == 0 ? "one for each core" : Text($"{o.Threads}")),
        new("kernels", o.Variant.ToString()),
        new("system", $"{RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}"),
        new("Fovea", typeof(Model).Assembly.GetName().Version?.ToString(3) ?? ""),
    ];

    private static string OptimizerText(Optimizer o)
    {
        string kind = o switch
        {
            Sgd s => Text($"SGD, momentum {s.Momentum}{(s.Nesterov ? " (Nesterov)" : "")}"),
            AdamW => "AdamW",
            Adam => "Adam",
            RmsProp => "RMSprop",
            _ => o.GetType().Name,
        };
        return Text($"{kind}, rate {o.LearningRate}, weight decay {o.WeightDecay}{(o.ClipNorm > 0 ? Text($", clipped at norm {o.ClipNorm}") : "")}");
    }

    private static string ScheduleText(Schedule s)
    {
        string kind = s switch { Constant => "constant", StepDecay => "step", Cosine => "cosine", OneCycle => "one cycle", _ => s.GetType().Name };
        return s.WarmUp > 0 ? Text($"{kind}, rising over the first {100 * s.WarmUp:0.#} % of the steps") : kind;
    }

    private static string LossText(TrainOptions o)
        => o.Loss == Loss.MeanSquaredError ? "mean squared error"
            : "cross entropy" + (o.LabelSmoothing > 0 ? Text($", label smoothing {o.LabelSmoothing}") : "") + (o.ClassWeights.Count > 0 ? ", weighted classes" : "");

    private static string AugmentationText(Augmentation a)
    {
        var parts = new List<string>();
        if (a.HorizontalFlip) parts.Add("flip");
        if (a.VerticalFlip) parts.Add("vertical flip");
        if (a.CropPadding > 0) parts.Add(Text($"shift ±{a.CropPadding}"));
        if (a.RotationDegrees > 0) parts.Add(Text($"rotation ±{a.RotationDegrees}°"));
        if (a.CutoutSize > 0) parts.Add(Text($"cutout {a.CutoutSize}"));
        if (a.Brightness > 0) parts.Add(Text($"brightness ±{a.Brightness}"));
        if (a.Contrast > 0) parts.Add(Text($"contrast ±{a.Contrast}"));
        return parts.Count == 0 ? "none" : string.Join(", ", parts);
    }

    private static string Processor()
    {
        try
        {
            const string key = "model name";
            string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal)) : null;
            return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
