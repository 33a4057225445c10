using Fovea.Explain;

namespace Fovea.Lab;

/// <summary>How the layers of a network are looked at.</summary>
public sealed record HierarchyOptions
{
    /// <summary>Most training images: probes learn from them, channels are described on them.</summary>
    public int Images { get; init; } = 2000;

    /// <summary>Most unseen images: probes and the network are tested on them.</summary>
    public int Held { get; init; } = 1000;

    /// <summary>Most images over which layers are compared with each other.</summary>
    public int AlikeImages { get; init; } = 512;

    /// <summary>Numbers that a probe is given of each layer at most.</summary>
    public int Numbers { get; init; } = 256;

    /// <summary>Channels of the widest layer whose directions are counted: the time grows with their third power.</summary>
    public int MostChannels { get; init; } = 512;

    /// <summary>Channels of each layer that are shown with patches and images made for them.</summary>
    public int Channels { get; init; } = 6;

    /// <summary>Patches of each channel that is shown.</summary>
    public int Patches { get; init; } = 6;

    /// <summary>How images are made for channels; null makes none.</summary>
    public FeatureImageOptions? FeatureImages { get; init; } = new();

    /// <summary>Of the choice of images, projections, shuffled labels, shuffled pieces and the untrained network.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; 0 takes one for each processor. The result does not depend on it.</summary>
    public int Threads { get; init; }
}
