using System.Globalization;
using System.Text;

namespace Fovea.Training;

/// <summary>Training stopped because the loss or a gradient was no finite number. The weights are those before the bad step.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(Divergence divergence) : base(divergence.ToString()) => Divergence = divergence;

    /// <summary>What is known about it.</summary>
    public Divergence Divergence { get; }
}

/// <summary>Where and when a run diverged.</summary>
public sealed record Divergence
{
    /// <summary>Number of the bad step in the run, from 0: so many steps were good.</summary>
    public required long Step { get; init; }

    /// <summary>From 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The batch in its epoch, from 1.</summary>
    public required int Batch { get; init; }

    /// <summary>Batches of an epoch.</summary>
    public required int BatchesPerEpoch { get; init; }

    /// <summary>The batch's loss, which may be finite when a gradient is not.</summary>
    public required double Loss { get; init; }

    /// <summary>Of the bad step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The first value that was not finite when the step was replayed.</summary>
    public required Culprit Culprit { get; init; }

    /// <summary>The images of the batch in which it was seen.</summary>
    public required IReadOnlyList<DivergedImage> Images { get; init; }

    /// <summary>Images of the batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The newest checkpoint; null when there is none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Steps that it holds.</summary>
    public long CheckpointStep { get; init; }

    /// <summary>The whole report.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"training diverged at step {Step:N0} (epoch {Epoch}, batch {Batch} of {BatchesPerEpoch}): ");
        text.Append(double.IsFinite(Loss) ? Culprit.At == DivergedAt.Statistic ? "a running statistic is not finite" : "a gradient is not finite" : $"the loss is {Loss.ToString(CultureInfo.InvariantCulture)}");
        text.Append(CultureInfo.InvariantCulture, $"\n  first   {Culprit}");
        if (Images.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  images  {Images.Count} of {BatchSize}: ").AppendJoin(", ", Images.Take(8));
            if (Images.Count > 8) text.Append(", …");
        }
        text.Append(CultureInfo.InvariantCulture, $"\n  rate    {LearningRate:G3}");
        text.Append(Checkpoint is null ? "\n  saved   nothing yet" : string.Create(CultureInfo.InvariantCulture, $"\n  saved   {Checkpoint}, after {CheckpointStep:N0} steps"));
        text.Append("\n  help    ").Append(Culprit.Help(LearningRate));
        return text.ToString();
    }
}

/// <summary>An image of the batch that diverged.</summary>
/// <param name="Index">Its number in the data set.</param>
/// <param name="Id">A name by which a person finds it.</param>
/// <param name="Label">Its class.</param>
public sealed record DivergedImage(int Index, string Id, string Label)
{
    /// <summary><c>cat/1.jpg (cat)</c>.</summary>
    public override string ToString() => $"{Id} ({Label})";
}

/// <summary>What a value that was not finite belongs to.</summary>
public enum DivergedAt
{
    /// <summary>The pixels after preprocessing.</summary>
    Input,

    /// <summary>A weight or a running statistic, before the step.</summary>
    Parameter,

    /// <summary>A node's output.</summary>
    Activation,

    /// <summary>A running statistic of batch norm, after finite activations.</summary>
    Statistic,

    /// <summary>The loss itself, from finite outputs.</summary>
    Loss,

    /// <summary>The gradient of a node's output.</summary>
    Gradient,

    /// <summary>The gradient of a weight.</summary>
    ParameterGradient,

    /// <summary>Nothing, when the step was run again.</summary>
    Unknown,
}

/// <summary>The first value that was not finite.</summary>
/// <param name="At">What kind of value.</param>
/// <param name="Name">Node or parameter: <c>conv2</c>, <c>conv2.weight</c>, <c>conv2.grad</c>.</param>
/// <param name="Bad">Values that are not finite.</param>
/// <param name="Count">Values in all.</param>
/// <param name="Largest">Largest finite magnitude among what the node read; how near it was before.</param>
/// <param name="Images">Positions in the batch of the images it was seen in.</param>
public sealed record Culprit(DivergedAt At, string Name, int Bad, int Count, double Largest, IReadOnlyList<int> Images)
{
    /// <summary>One line: <c>conv2 forward: 12 of 4,096 values are not finite (its inputs reach 3.1e+38)</c>.</summary>
    public override string ToString()
    {
        string what = At switch
        {
            DivergedAt.Input => $"{Name}, the pixels after preprocessing",
            DivergedAt.Parameter => $"{Name}, before the step",
            DivergedAt.Activation => $"{Name}, forward",
            DivergedAt.Statistic => $"{Name}, from finite activations",
            DivergedAt.Loss => "the loss, from finite outputs",
            DivergedAt.Gradient => $"{Name}, backward",
            DivergedAt.ParameterGradient => $"{Name}, backward",
            _ => "not seen again when the step was replayed",
        };
        if (At == DivergedAt.Unknown) return what;
        string near = Largest > 0 ? string.Create(CultureInfo.InvariantCulture, $" (values before it reach {Largest:G3})") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{what}: {Bad:N0} of {Count:N0} values are not finite{near}");
    }

    internal string Help(double rate) => At switch
    {
        DivergedAt.Input => "look at the named images and at the preprocessing: a deviation near 0 makes pixels infinite",
        DivergedAt.Parameter => "the weights were not finite before this step: begin from a sound file or checkpoint",
        DivergedAt.Unknown => "replay with --threads 1 and please report it: a step must give the same numbers twice",
        _ => string.Create(CultureInfo.InvariantCulture, $"lower the learning rate (try {rate / 10:G2}), let it rise slowly (WarmUp 0.1), or clip the gradients (ClipNorm 1)"),
    };
}
