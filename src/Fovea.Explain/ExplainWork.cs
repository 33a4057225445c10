namespace Fovea.Explain;

/// <summary>How long work is done; none of it decides a result.</summary>
public sealed record ExplainWork
{
    /// <summary>Images in one pass: memory is bounded by this, not by the number of masks.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Threads; 0 takes one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>Told the share that is done, 0 … 1.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Ends it between two passes.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>The same work as a part of a larger one: its 0 … 1 becomes first … first + share.</summary>
    internal ExplainWork Part(double first, double share) => Progress is { } all ? this with { Progress = new Portion(all, first, share) } : this;

    private sealed class Portion(IProgress<double> all, double first, double share) : IProgress<double>
    {
        public void Report(double value) => all.Report(first + share * value);
    }
}
