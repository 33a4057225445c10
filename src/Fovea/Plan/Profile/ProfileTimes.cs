using System.Diagnostics;

namespace Fovea;

/// <summary>Times of each call over some runs, in memory that is allocated before the first.</summary>
internal sealed class ProfileTimes(int packing, int calls, int repetitions)
{
    private static readonly double Milliseconds = 1000.0 / Stopwatch.Frequency;
    private readonly long[] samples = new long[(packing + calls) * repetitions];
    private readonly long[] overheads = new long[repetitions];
    private readonly long[] wholes = new long[repetitions];

    /// <summary>Timestamps around the packing calls; null when packing is not measured.</summary>
    public long[]? Packing { get; } = packing == 0 ? null : new long[packing + 1];

    /// <summary>Timestamps around the plan's calls.</summary>
    public long[] Calls { get; } = new long[calls + 1];

    /// <summary>Keeps the timestamps of a run that took <paramref name="whole"/> ticks.</summary>
    public void Keep(int repetition, long whole)
    {
        for (int i = 0; i < packing; i++) samples[i * repetitions + repetition] = Packing![i + 1] - Packing[i];
        for (int i = 0; i < calls; i++) samples[(packing + i) * repetitions + repetition] = Calls[i + 1] - Calls[i];
        wholes[repetition] = whole;
        overheads[repetition] = whole - (Calls[calls] - Calls[0]) - (Packing is null ? 0 : Packing[packing] - Packing[0]);
    }

    /// <summary>The median of each call, packing first, and of what a run takes besides its calls, in milliseconds.</summary>
    public double[] Medians(out double overhead)
    {
        overhead = Median(overheads);
        return [.. Enumerable.Range(0, packing + calls).Select(i => Median(samples.AsSpan(i * repetitions, repetitions)))];
    }

    /// <summary>The shortest and the longest run in milliseconds: far apart when other programs wanted the processor.</summary>
    public (double Fastest, double Slowest) Range() => (wholes.Min() * Milliseconds, wholes.Max() * Milliseconds);

    private static double Median(ReadOnlySpan<long> ticks)
    {
        long[] sorted = ticks.ToArray();
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2.0 * Milliseconds;
    }
}
