namespace Fovea.Analysis;

/// <summary>What a trained network answered on labelled images.</summary>
public sealed record AnswerFacts
{
    /// <summary>What the images are called.</summary>
    public required string On { get; init; }

    /// <summary>Images.</summary>
    public required int Count { get; init; }

    /// <summary>Share that was answered right, 0 … 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Share of the largest class among them: what always giving the same answer scores.</summary>
    public required double Majority { get; init; }

    /// <summary>Mean cross entropy in nats.</summary>
    public double? Loss { get; init; }

    /// <summary>Mean cross entropy when every image is replaced by zeros (the mean image); null when it was not measured.</summary>
    public double? BlankLoss { get; init; }

    /// <summary>The same images with batch statistics and dropout, as in a training step; null for a network in which that is no difference.</summary>
    public ModeFacts? Modes { get; init; }
}

/// <summary>The same images in both modes.</summary>
/// <param name="Count">Images.</param>
/// <param name="Training">Share that was answered right with batch statistics and dropout, 0 … 1.</param>
/// <param name="Inference">Share that was answered right as the network is shipped, 0 … 1.</param>
/// <param name="Differ">Images that only one of the two answered right; decides how certain the difference is.</param>
public sealed record ModeFacts(int Count, double Training, double Inference, int Differ)
{
    /// <summary>Standard error of the difference of two shares over the same images.</summary>
    /// <remarks>Formula: <c>√(b + c − (b − c)²/n) / n</c> with b and c the images that only one mode answers right. Source: McNemar 1947.</remarks>
    public double StandardError => Math.Sqrt(Math.Max(0, Differ - Count * (Training - Inference) * (Training - Inference))) / Count;
}
