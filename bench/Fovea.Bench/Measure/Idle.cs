using System.Diagnostics;

namespace Fovea.Bench;

/// <summary>
/// Waits until no thread of this process computes. ONNX Runtime's workers go on spinning for a tenth of a second after a call, and would
/// take a core from whoever is timed next: LeNet-5 on two threads then takes us 160 µs instead of 12.
/// </summary>
internal static class Idle
{
    private const int SliceMilliseconds = 15, MostSlices = 100;
    private const double Share = 0.1;

    /// <summary>Returns when a slice of time passed in which the process used less than a tenth of a core, after 1.5 seconds in any case.</summary>
    public static void Wait()
    {
        using Process process = Process.GetCurrentProcess();
        for (int slice = 0; slice < MostSlices; slice++)
        {
            process.Refresh();
            TimeSpan before = process.TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            Thread.Sleep(SliceMilliseconds);
            process.Refresh();
            if (process.TotalProcessorTime - before < Share * Stopwatch.GetElapsedTime(start)) return;
        }
    }
}
