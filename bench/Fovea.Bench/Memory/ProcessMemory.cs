using System.Globalization;

namespace Fovea.Bench;

/// <summary>This process's resident memory, as Linux counts it.</summary>
internal static class ProcessMemory
{
    /// <summary>The most it has ever been, in megabytes of 2²⁰ bytes.</summary>
    public static double PeakMb() => Line("VmHWM:");

    /// <summary>What it is now.</summary>
    public static double NowMb() => Line("VmRSS:");

    // "VmHWM:     123456 kB"
    private static double Line(string key) => File.ReadLines("/proc/self/status")
        .First(l => l.StartsWith(key, StringComparison.Ordinal))
        .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [_, string kilobytes, ..]
        ? double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024
        : throw new InvalidDataException($"/proc/self/status has no {key}");
}
