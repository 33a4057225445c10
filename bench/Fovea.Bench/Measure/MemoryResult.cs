using System.Text.Json.Serialization;

namespace Fovea.Bench;

/// <summary>The peak of a process's resident memory, ours beside the leaner of libtorch's layouts; baselines are before the net is built.</summary>
internal sealed record MemoryResult(string Name, int Threads, [property: JsonIgnore] MemoryUse Ours, [property: JsonIgnore] MemoryUse Default,
    [property: JsonIgnore] MemoryUse ChannelsLast) : Result(Name, Threads)
{
    public double OursMb => Ours.PeakMb;

    public double OursSpread => Ours.PeakSpreadMb;

    public double OursBaselineMb => Ours.BaselineMb;

    public double TheirsMb => Leaner.PeakMb;

    public double TheirsSpread => Leaner.PeakSpreadMb;

    public double TheirsBaselineMb => Leaner.BaselineMb;

    public double TheirsDefaultMb => Default.PeakMb;

    public double TheirsChannelsLastMb => ChannelsLast.PeakMb;

    public override double Ratio => TheirsMb / OursMb;

    [JsonIgnore]
    public override IReadOnlyList<string> Cells => [.. new[] { Ours, Default, ChannelsLast }.Select(u => $"{u.PeakMb:F0} ({u.BaselineMb:F0})")];

    private MemoryUse Leaner => Default.PeakMb <= ChannelsLast.PeakMb ? Default : ChannelsLast;
}

/// <summary>Megabytes (2²⁰ bytes) of a process: medians over several processes, and the interquartile range of the peak.</summary>
internal sealed record MemoryUse(double BaselineMb, double PeakMb, double PeakSpreadMb);
