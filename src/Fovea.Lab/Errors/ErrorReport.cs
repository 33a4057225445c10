using System.Text.Json;
using System.Text.Json.Serialization;
using Fovea.Explain;

namespace Fovea.Lab;

/// <summary>Where a model errs and why: what <c>fovea errors</c> finds.</summary>
public sealed record ErrorReport
{
    /// <summary>The model.</summary>
    public required string Name { get; init; }

    /// <summary>The images that were analysed.</summary>
    public required string On { get; init; }

    /// <summary>How many.</summary>
    public required int Count { get; init; }

    /// <summary>Share that was answered right; null of none.</summary>
    public required Share Accuracy { get; init; }

    /// <summary>Class names.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Counts, <c>[label][answer]</c>.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>One row for each class.</summary>
    public required IReadOnlyList<ClassScore> PerClass { get; init; }

    /// <summary>Do probabilities mean what they say?</summary>
    public required Calibration Calibration { get; init; }

    /// <summary>The wrong answers that the model was surest of.</summary>
    public required IReadOnlyList<SureMistake> Mistakes { get; init; }

    /// <summary>Labels that are probably wrong.</summary>
    public required LabelErrors Labels { get; init; }

    /// <summary>Images that are nearly the same.</summary>
    public required NearDuplicates Duplicates { get; init; }

    /// <summary>Images unlike those the model knows.</summary>
    public required OutOfDistribution Strange { get; init; }

    /// <summary>Where the network sees its evidence, and shortcuts.</summary>
    public required ExplanationClusters Clusters { get; init; }

    /// <summary>What was left out, and what to do about it; each a sentence.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>Wall time.</summary>
    public required double Seconds { get; init; }

    /// <summary>The report as one JSON object, without maps.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LabJson.Default.ErrorReport);

    /// <summary>A page of text.</summary>
    public override string ToString() => ErrorText.Of(this);
}

/// <summary>A wrong answer that the model was sure of.</summary>
/// <param name="Index">The image's number in the set.</param>
/// <param name="Id">Where to find it.</param>
/// <param name="Label">What it is labelled.</param>
/// <param name="Answer">What the model said.</param>
/// <param name="Probability">Probability of the answer.</param>
/// <param name="LabelProbability">Probability of the label.</param>
public sealed record SureMistake(int Index, string Id, string Label, string Answer, double Probability, double LabelProbability)
{
    /// <summary>Where the image speaks for the answer; null when the network has no feature maps.</summary>
    [JsonIgnore]
    public Explanation? ForAnswer { get; init; }

    /// <summary>Where the image speaks for its label; null when the network has no feature maps.</summary>
    [JsonIgnore]
    public Explanation? ForLabel { get; init; }
}
