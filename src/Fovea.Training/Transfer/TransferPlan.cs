using System.Globalization;

namespace Fovea.Training;

/// <summary>What a run will and will not learn, known before it begins.</summary>
public sealed record TransferPlan
{
    /// <summary>Trainable values that stay as they are.</summary>
    public required long FrozenValues { get; init; }

    /// <summary>Trainable values.</summary>
    public required long Values { get; init; }

    /// <summary>Names of the parameters that learn.</summary>
    public required IReadOnlyList<string> Learned { get; init; }

    /// <summary>The node up to which nothing changes: its features are computed without gradients, batch norms folded. Null when that is the image.</summary>
    public required string? Boundary { get; init; }

    /// <summary>Shape of the features.</summary>
    public string Features { get; init; } = "";

    /// <summary>True when the features of each image are computed once and kept in memory.</summary>
    public required bool IsCached { get; init; }

    /// <summary>Bytes that the features of all images take.</summary>
    public required long CacheBytes { get; init; }

    /// <summary>Why they are kept or not, a clause.</summary>
    public required string Reason { get; init; }

    /// <summary>Bytes of activations and gradients in a step, the frozen part included.</summary>
    public required long StepBytes { get; init; }

    /// <summary>Finds out.</summary>
    /// <param name="model">What is trained.</param>
    /// <param name="options">How.</param>
    /// <param name="images">Images for training and validation.</param>
    /// <exception cref="ArgumentException">A pattern chooses nothing, everything is frozen, or features are to be kept and cannot be.</exception>
    public static TransferPlan Of(Model model, TrainOptions options, long images)
    {
        FrozenPart part = FrozenPart.Of(model, options);
        Parameter[] learned = [.. model.Parameters.All.Where(p => p.Spec.IsTrainable && !part.Parameters.Contains(p))];
        if (learned.Length == 0)
            throw new ArgumentException($"every parameter of {model.Name} is frozen ({string.Join(", ", options.Freeze)})\n  rule  something has to learn\n"
                + $"  help  take the head back: '!{model.Parameters.All[^1].Node.Name}'");
        (bool cached, string reason) = Caching(part, options, images);
        if (options.FeatureCaching == FeatureCaching.Always && !cached)
            throw new ArgumentException($"features cannot be kept: {reason}\n  rule  they are kept where everything up to a node is frozen, images are not changed at random, and there is room\n"
                + "  help  freeze the first layers, leave augmentation out, or raise FeatureCacheBytes");
        int batch = (int)Math.Max(1, Math.Min(options.BatchSize, images));
        long bytes = Plan.MeasureBytes(model.Graph, TrainStep.PlanFor(options, part) with { MaxBatch = batch })
            + (part.Boundary is { } node ? Plan.MeasureBytes(model.Graph.UpTo(node), new PlanOptions { MaxBatch = batch }) : 0);
        return new TransferPlan
        {
            Values = model.Graph.ParameterCount,
            FrozenValues = model.Graph.ParameterCount - learned.Sum(p => (long)p.Count),
            Learned = [.. learned.Select(p => p.Name)],
            Boundary = part.Boundary?.Name,
            Features = part.Boundary?.Shape.ToString() ?? "",
            IsCached = cached,
            CacheBytes = part.Boundary is { } b ? FeatureCache.Bytes(b, images) : 0,
            Reason = reason,
            StepBytes = bytes,
        };
    }

    /// <summary>Two lines for people.</summary>
    public override string ToString()
    {
        string frozen = string.Create(CultureInfo.InvariantCulture, $"frozen      {FrozenValues:N0} of {Values:N0} parameters; learned: {Spelling.List(Learned, 6)}");
        if (Boundary is null) return frozen;
        return frozen + string.Create(CultureInfo.InvariantCulture, $"\nfeatures    {Boundary} {Features}: {(IsCached ? "computed once for each image" : "computed in each epoch")}, {Reason}");
    }

    internal static (bool IsCached, string Reason) Caching(FrozenPart part, TrainOptions options, long images)
    {
        if (part.Boundary is not { } node) return (false, "nothing below the lowest layer that learns is frozen");
        if (options.FeatureCaching == FeatureCaching.Never) return (false, "as the options say");
        if (!options.Augmentation.IsNone) return (false, "since augmentation changes the images");
        long bytes = FeatureCache.Bytes(node, images);
        string size = string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MB for {images:N0} images, the limit is {options.FeatureCacheBytes / 1048576.0:F0} MB");
        return (bytes <= options.FeatureCacheBytes, size);
    }
}
