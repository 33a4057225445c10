using Fovea.Kernels;

namespace Fovea;

/// <summary>What <see cref="Model.Tune"/> measures. Every default is visible here.</summary>
public sealed record TuneOptions
{
    /// <summary>Most images in one run of the plans that will use the choices: a training's batch size, 1 for single images.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Measure a step of training: forward pass, input gradients and weight gradients; else inference.</summary>
    public bool Training { get; init; }

    /// <summary>Threads to measure on; 0 takes one for each processor. The choices hold for any number.</summary>
    public int Threads { get; init; }

    /// <summary>Runs of the network for each algorithm in each round, to take medians over.</summary>
    public int Repetitions { get; init; } = 7;

    /// <summary>How often the algorithms take turns; of the rounds' medians the shortest counts, since other programs only ever add time.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Which kernels to measure.</summary>
    public KernelVariant Variant { get; init; } = KernelVariant.Auto;

    /// <summary>Choices made before: they stay as they are, are not measured again, and are in the result; null when there are none.</summary>
    public AlgorithmChoices? Known { get; init; }

    /// <summary>Measure this network's layers anew, also those that <see cref="Known"/> holds.</summary>
    public bool Again { get; init; }

    internal PlanOptions PlanFor(Model model) => new ProfileOptions { Batch = Batch, Training = Training, Threads = Threads, Variant = Variant }.PlanFor(model) with
    {
        // The pieces that a plan takes by itself: they are what a choice is looked up by.
        ImagesAtOnce = 0,
    };
}
