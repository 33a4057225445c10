namespace Fovea.Lab;

/// <summary>What is measured for rules about data, activations and training.</summary>
public sealed record FactsOptions
{
    /// <summary>The model's weights come from training: its answers are measured, and not how it begins.</summary>
    public bool Trained { get; init; }

    /// <summary>Folder of a training run; null without. Its record is read, and its first weights where they were kept.</summary>
    public string? RunFolder { get; init; }

    /// <summary>Most images for activations and answers, evenly spread over the set.</summary>
    public int Images { get; init; } = 1024;

    /// <summary>Most images of a split whose pixels are looked at for copies and for contrast, evenly spread over it.</summary>
    public int MostHashed { get; init; } = 50_000;

    /// <summary>Channels of the widest layer whose redundancy and saturation are measured: the time grows with their third power.</summary>
    public int MostChannels { get; init; } = 512;

    /// <summary>Images in a step of training.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>How weights move where steps are measured, unless a run says how they did.</summary>
    public Training.Optimizer Optimizer { get; init; } = new Training.Sgd();

    /// <summary>Steps over which updates are measured; 0 measures none.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Seed of the order of the images and of dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; 0 takes one for each processor. The result does not depend on it.</summary>
    public int Threads { get; init; }
}

/// <summary>Where a long measurement is.</summary>
/// <param name="What">What is being done: "reading images", "gradients".</param>
/// <param name="Done">Share of it, 0 … 1.</param>
public readonly record struct LabProgress(string What, double Done);
