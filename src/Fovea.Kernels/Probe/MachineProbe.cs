using System.Diagnostics;

namespace Fovea.Kernels;

/// <summary>Measures what the processor and its memory can do at most, on the threads that will do the work.</summary>
/// <remarks>
/// A clock is unknown and moves, and neighbours of a virtual machine take their share: a peak from a data sheet would be a guess.
/// Each figure is the best of several short runs.
/// </remarks>
public static class MachineProbe
{
    /// <summary>Bytes that the memory probe goes over: more than caches hold.</summary>
    public const long MemoryBytes = 256L << 20;

    private const int FmaRuns = 15, MemoryRuns = 3;

    /// <summary>Measures arithmetic and memory; takes half a second and 256 MB.</summary>
    public static MachinePeak Measure(Team team)
    {
        using var memory = new NativeBuffer(MemoryBytes / sizeof(float));
        var block = new FloatBlock(memory, 0, memory.Length);
        return new MachinePeak(team.Size, FmaPeak(team), Rate(team, new StreamRead(block), MemoryBytes, MemoryRuns), Rate(team, new StreamCopy(block), MemoryBytes, MemoryRuns));
    }

    /// <summary>GFLOP/s of nothing but fused multiply-adds, with the registers that give most.</summary>
    public static double FmaPeak(Team team)
    {
        double best = 0;
        foreach (FmaSpin spin in FmaSpin.All) best = Math.Max(best, Rate(team, spin, spin.Flops * team.Size, FmaRuns));
        return best;
    }

    // Billions a second, the best of a number of runs after one that compiles and warms up.
    private static double Rate(Team team, Call call, long units, int runs)
    {
        Call[] list = [call];
        var ticks = new long[2];
        long best = long.MaxValue;
        for (int i = 0; i <= runs; i++)
        {
            team.Run(list, 1, 1, 0, 0, ticks);
            if (i > 0) best = Math.Min(best, ticks[1] - ticks[0]);
        }
        return units / (best * 1e9 / Stopwatch.Frequency);
    }
}
