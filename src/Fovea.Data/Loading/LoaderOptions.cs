namespace Fovea.Data;

/// <summary>How batches are made. Every value is part of what makes a run repeatable except <see cref="Threads"/>, <see cref="Ahead"/> and <see cref="CacheBytes"/>.</summary>
public sealed record LoaderOptions
{
    /// <summary>Images a batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Another order each epoch, from the seed; otherwise the data set's order.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Leave out an epoch's last batch when it is not full.</summary>
    public bool DropLast { get; init; }

    /// <summary>The seed of order and augmentation.</summary>
    public ulong Seed { get; init; }

    /// <summary>Random changes to the images.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.None;

    /// <summary>The first epoch to deliver.</summary>
    public int StartEpoch { get; init; }

    /// <summary>The first batch of that epoch to deliver: where an interrupted run goes on.</summary>
    public int StartBatch { get; init; }

    /// <summary>Stop before this epoch; by default never.</summary>
    public int EndEpoch { get; init; } = int.MaxValue;

    /// <summary>Background threads; the batches do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Batches prepared in advance.</summary>
    public int Ahead { get; init; } = 4;

    /// <summary>Images are kept decoded when they all fit into that many bytes.</summary>
    public long CacheBytes { get; init; } = 1L << 30;
}
