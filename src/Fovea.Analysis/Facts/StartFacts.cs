namespace Fovea.Analysis;

/// <summary>How a network begins: before its first step, and on a handful of images.</summary>
public sealed record StartFacts
{
    /// <summary>Mean cross entropy of the first weights, in nats.</summary>
    public required double FirstLoss { get; init; }

    /// <summary>Half of its 95 % interval over the images.</summary>
    public double Within { get; init; }

    /// <summary>Images that it was measured on.</summary>
    public required int Images { get; init; }

    /// <summary>What became of learning a few images by heart; null when it was not tried.</summary>
    public OverfitFacts? Overfit { get; init; }
}

/// <summary>Learning a few images by heart, without augmentation and weight decay.</summary>
/// <param name="Images">Images.</param>
/// <param name="Steps">Steps that were taken.</param>
/// <param name="Accuracy">Share that was answered right at best, 0 … 1.</param>
/// <param name="Loss">Mean cross entropy at best, in nats.</param>
public sealed record OverfitFacts(int Images, int Steps, double Accuracy, double Loss);
