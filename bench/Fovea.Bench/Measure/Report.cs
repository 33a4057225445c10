using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fovea.Bench;

/// <summary>All of a run.</summary>
internal sealed record Report(string Benchmark, Machine Machine, int Repetitions, IReadOnlyList<Result> Cases)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public double Geomean => Math.Exp(Cases.Average(c => Math.Log(c.Ratio)));

    public double Worst => Cases.Min(c => c.Ratio);

    public void Save(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this, Web));
}
