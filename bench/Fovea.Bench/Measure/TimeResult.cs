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

    /// <summary>Managed bytes that one of our calls allocates, where that is measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? OursBytesPerCall { get; init; }

    /// <summary>How the table prints it; in the JSON, microseconds stand beside the milliseconds then.</summary>
    [JsonIgnore]
    public bool IsInMicroseconds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? OursMicroseconds => IsInMicroseconds ? 1000 * OursMs : null;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TheirsMicroseconds => IsInMicroseconds ? 1000 * TheirsMs : null;

    /// <summary>Each rival's time and spread under its own name.</summary>
    [JsonExtensionData]
    public Dictionary<string, object> Each => Rivals
        .SelectMany(r => new[] { ($"theirs{r.Key}Ms", r.Time.Milliseconds), ($"theirs{r.Key}Spread", r.Time.Spread) })
        .ToDictionary(p => p.Item1, p => (object)p.Item2);

    [JsonIgnore]
    public override IReadOnlyList<string> Cells
    {
        get
        {
            IEnumerable<string> times = Rivals.Select(r => r.Time).Prepend(Ours).Select(Cell);
            return [.. OursBytesPerCall is { } bytes ? times.Append($"{bytes:0.##}") : times];
        }
    }

    private Rival Fastest => Rivals.MinBy(r => r.Time.Milliseconds)!;

    private string Cell(Timing t)
    {
        string time = IsInMicroseconds ? $"{1000 * t.Milliseconds:F1}" : $"{t.Milliseconds:F3}";
        return $"{time} ±{100 * t.Spread / t.Milliseconds:F0}%";
    }
}

/// <summary>Another engine, or one of its layouts, with its time.</summary>
/// <param name="Key">Its name within JSON names: <c>Default</c> becomes <c>theirsDefaultMs</c>.</param>
/// <param name="Time">How long one call takes.</param>
internal sealed record Rival(string Key, Timing Time);
