using System.Text.Json.Serialization;

namespace Fovea.Bench;

/// <summary>One line of a table: a case with a number of threads. The ratio is theirs ÷ ours: above 1, ours is better.</summary>
[JsonDerivedType(typeof(TimeResult))]
[JsonDerivedType(typeof(MemoryResult))]
[JsonDerivedType(typeof(BoundResult))]
[JsonDerivedType(typeof(CostResult))]
[JsonDerivedType(typeof(GrowthResult))]
internal abstract record Result([property: JsonPropertyOrder(-2)] string Name, [property: JsonPropertyOrder(-1)] int Threads)
{
    public abstract double Ratio { get; }

    /// <summary>What the table shows between the number of threads and the ratio, one text for each of the benchmark's columns.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> Cells { get; }
}
