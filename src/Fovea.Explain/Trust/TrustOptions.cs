namespace Fovea.Explain;

/// <summary>How much is spent on checking, and what counts as a failure. Every default is visible here.</summary>
public sealed record TrustOptions
{
    /// <summary>Decides every random draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>Draws of first weights at each stage; the correlation is their mean, since a coarse map correlates with anything by chance.</summary>
    public int Randomisations { get; init; } = 3;

    /// <summary>Stages of the cascade: shares of the layers, from the last down, that have first weights.</summary>
    public IReadOnlyList<double> Stages { get; init; } = [0.5, 1];

    /// <summary>Largest mean correlation with the maps of the randomised networks. Ours: Adebayo et al. judge by eye and by curves.</summary>
    public double MostKept { get; init; } = 0.4;

    /// <summary>Largest correlation of the map with that of the weakest class. Ours.</summary>
    public double MostClassAlike { get; init; } = 0.5;

    /// <summary>Largest correlation with the image's edges. Ours.</summary>
    public double MostEdges { get; init; } = 0.5;

    /// <summary>Noisy copies of the image.</summary>
    public int NoiseSamples { get; init; } = 3;

    /// <summary>Largest noise as a share of the image's range: Captum's radius of max-sensitivity.</summary>
    public double Noise { get; init; } = 0.02;

    /// <summary>Least correlation with the maps of noisy copies to pass. Ours.</summary>
    public double LeastStable { get; init; } = 0.7;

    /// <summary>Below this correlation the map fails. Ours.</summary>
    public double LeastAlike { get; init; } = 0.3;

    /// <summary>Shuffled maps that the map's gain is compared with.</summary>
    public int Shuffles { get; init; } = 19;

    /// <summary>Largest error of completeness as a share of what is distributed: within 5 %, Sundararajan et al. 2017.</summary>
    public double MostIncomplete { get; init; } = 0.05;

    /// <summary>What the map should sum to, for methods that promise completeness and that this does not know; null without.</summary>
    public IReadOnlyList<double>? Sums { get; init; }

    /// <summary>Batch, threads, progress, cancellation.</summary>
    public ExplainWork Work { get; init; } = new();
}
