using System.Text.Json.Serialization;

namespace Fovea.Bench;

/// <summary>A time of ours beside the time that is promised: no other engine does this without a run.</summary>
/// <param name="Name">The case.</param>
/// <param name="Ours">Measured.</param>
/// <param name="TheirsMs">Promised.</param>
internal sealed record BoundResult(string Name, [property: JsonIgnore] Timing Ours, double TheirsMs) : Result(Name, 1)
{
    public double OursMs => Ours.Milliseconds;

    public double OursSpread => Ours.Spread;

    public override double Ratio => TheirsMs / OursMs;

    [JsonIgnore]
    public override IReadOnlyList<string> Cells => [$"{OursMs:F1} ±{100 * OursSpread / OursMs:F0}%", $"{TheirsMs:F0}"];
}
