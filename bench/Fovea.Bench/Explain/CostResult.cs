using System.Text.Json.Serialization;

namespace Fovea.Bench;

/// <summary>What an explanation costs beside a yardstick of ours, and what it may cost at most: the ratio is what it may cost ÷ what it costs.</summary>
/// <param name="Name">The case.</param>
/// <param name="Threads">Of both.</param>
/// <param name="Ours">The explanation.</param>
/// <param name="Yardstick">The pass or the step beside it.</param>
/// <param name="Most">How many yardsticks it may cost.</param>
internal sealed record CostResult(string Name, int Threads, [property: JsonIgnore] Timing Ours, [property: JsonIgnore] Timing Yardstick, double Most) : Result(Name, Threads)
{
    public double OursMs => Ours.Milliseconds;

    public double OursSpread => Ours.Spread;

    public double YardstickMs => Yardstick.Milliseconds;

    public double YardstickSpread => Yardstick.Spread;

    /// <summary>How many yardsticks it costs.</summary>
    public double Cost => OursMs / YardstickMs;

    public override double Ratio => Most / Cost;

    [JsonIgnore]
    public override IReadOnlyList<string> Cells => [Cell(Ours), Cell(Yardstick), $"{Cost:F2}", $"{Most:F2}"];

    private static string Cell(Timing t) => $"{t.Milliseconds:F1} ±{100 * t.Spread / t.Milliseconds:F0}%";
}

/// <summary>Peaks of resident memory of processes that explain with few and with many steps or masks; the ratio is few ÷ many.</summary>
internal sealed record GrowthResult(string Name, int Threads, [property: JsonIgnore] MemoryUse Few, [property: JsonIgnore] MemoryUse Many) : Result(Name, Threads)
{
    public double FewMb => Few.PeakMb;

    public double FewSpread => Few.PeakSpreadMb;

    public double ManyMb => Many.PeakMb;

    public double ManySpread => Many.PeakSpreadMb;

    public double BaselineMb => Few.BaselineMb;

    public override double Ratio => FewMb / ManyMb;

    [JsonIgnore]
    public override IReadOnlyList<string> Cells => [$"{ManyMb:F0} MB", $"{FewMb:F0} MB", $"{ManyMb / FewMb:F2}", ""];
}
