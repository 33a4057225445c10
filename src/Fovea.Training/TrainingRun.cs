using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fovea.Training;

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean over the training batches, while the weights changed.</param>
/// <param name="TrainAccuracy">0 … 1, on the same batches.</param>
/// <param name="ValidationLoss">Mean plain loss (no smoothing, no class weights) on the validation images; null without them.</param>
/// <param name="ValidationAccuracy">0 … 1; null without validation images.</param>
/// <param name="LearningRate">Of the epoch's last step.</param>
/// <param name="Seconds">Wall time, validation included.</param>
/// <param name="WaitShare">Share of the training time spent waiting for data, 0 … 1.</param>
public sealed record EpochResult(int Epoch, double TrainLoss, double TrainAccuracy, double? ValidationLoss, double? ValidationAccuracy,
    double LearningRate, double Seconds, double WaitShare)
{
    /// <summary>One line: <c>epoch 3  loss 0.4312  accuracy 0.8471  validation 0.4025 0.8550  rate 0.04  2.1 s</c>.</summary>
    public override string ToString()
    {
        string validation = ValidationLoss is { } loss ? $"  validation {loss:F4} {ValidationAccuracy:F4}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch}  loss {TrainLoss:F4}  accuracy {TrainAccuracy:F4}{validation}  rate {LearningRate:G3}  {Seconds:F1} s");
    }
}

/// <summary>Why a run ended.</summary>
public enum StopReason
{
    /// <summary>All epochs are done.</summary>
    Completed,

    /// <summary><see cref="TrainOptions.MaxSteps"/> was reached.</summary>
    MaxSteps,

    /// <summary>Validation no longer improved.</summary>
    EarlyStopping,

    /// <summary>The caller cancelled it; with a run folder it can be resumed.</summary>
    Interrupted,
}

/// <summary>What a training run came to.</summary>
public sealed record TrainingRun
{
    /// <summary>The epochs in order, those before a resume included.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>The epoch whose weights were kept as best, from 1; 0 when no epoch was finished.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Steps done.</summary>
    public required long Steps { get; init; }

    /// <summary>Wall time, the time before a resume included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Share of the training time spent waiting for data, 0 … 1.</summary>
    public required double WaitShare { get; init; }

    /// <summary>Why it ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Where it lies; null when nothing was written.</summary>
    public string? RunFolder { get; init; }

    /// <summary>What the caller should know: skipped images, a damaged checkpoint, a lock that was taken over. Each a sentence.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>True when the caller cancelled it.</summary>
    [JsonIgnore]
    public bool Interrupted => StopReason == StopReason.Interrupted;

    /// <summary>The best epoch; null when none was finished.</summary>
    [JsonIgnore]
    public EpochResult? Best => Epochs.FirstOrDefault(e => e.Epoch == BestEpoch);

    /// <summary>The run as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TrainingJson.Indented().TrainingRun);

    /// <summary>The epochs as a table, then how it ended.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (EpochResult e in Epochs) text.Append(e).Append(e.Epoch == BestEpoch ? "  best\n" : "\n");
        string end = StopReason switch
        {
            StopReason.Completed => "completed",
            StopReason.MaxSteps => "stopped at MaxSteps",
            StopReason.EarlyStopping => "stopped early: validation no longer improved",
            _ => "interrupted" + (RunFolder is null ? "" : $"; resume it from {RunFolder}"),
        };
        text.Append(CultureInfo.InvariantCulture, $"{Steps:N0} steps in {Seconds:F1} s ({WaitShare:P1} waiting for data), {end}");
        foreach (string note in Notes) text.Append("\nnote  ").Append(note);
        return text.ToString();
    }
}
