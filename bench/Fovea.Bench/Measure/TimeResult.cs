using System.Text.Json.Serialization;

namespace Fovea.Bench;

/// <summary>A time of ours beside those of one or more rivals, of which the fastest counts.</summary>
internal sealed record TimeResult(string Name, int Threads, [property: JsonIgnore] Timing Ours, [property: JsonIgnore] IReadOnlyList<Rival> Rivals)
    : Result(Name, Threads)
{
    public double OursMs => Ours.Milliseconds;

    public double OursSpread => Ours.Spread;

    public double TheirsMs => Fastest.Time.Milliseconds;

    public double TheirsSpread => Fastest.Time.Spread;

    public override double Ratio => TheirsMs / OursMs;

    /// <summary>Each rival's time and spread under its own name, and what a benchmark adds.</summary>
    [JsonExtensionData]
    public Dictionary<string, object> More { get; init; } = Rivals
        .SelectMany(r => new[] { ($"theirs{r.Key}Ms", r.Time.Milliseconds), ($"theirs{r.Key}Spread", r.Time.Spread) })
        .ToDictionary(p => p.Item1, p => (object)p.Item2);

    [JsonIgnore]
    public override IReadOnlyList<string> Cells => [.. Rivals.Select(r => r.Time).Prepend(Ours).Select(Cell)];

    private Rival Fastest => Rivals.MinBy(r => r.Time.Milliseconds)!;

    private static string Cell(Timing t) => $"{t.Milliseconds:F3} ±{t.Spread / t.Milliseconds:P0}".Replace(" %", "%", StringComparison.Ordinal);
}

/// <summary>Another engine, or one of its layouts, with its time.</summary>
/// <param name="Key">Its name within JSON names: <c>Default</c> becomes <c>theirsDefaultMs</c>.</param>
/// <param name="Time">How long one call takes.</param>
internal sealed record Rival(string Key, Timing Time);
