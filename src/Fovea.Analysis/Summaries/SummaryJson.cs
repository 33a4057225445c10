using System.Text;
using System.Text.Json;

namespace Fovea.Analysis;

/// <summary>A summary for programs; its members are documented at <see cref="Summary.ToJson"/>.</summary>
internal static class SummaryJson
{
    public static string Of(Summary s)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) Write(json, s);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Summary s)
    {
        json.WriteStartObject();
        json.WriteString("name", s.Name);
        json.WriteNumber("parameters", s.Parameters);
        json.WriteNumber("macs", s.Macs);
        json.WriteNumber("batch", s.Batch);
        json.WriteNumber("inferenceBytes", s.InferenceBytes);
        json.WriteNumber("trainingBytes", s.TrainingBytes);
        json.WriteNumber("paddingShare", Math.Round(s.PaddingShare, 6));
        WriteRange(json, s.Feasible);
        json.WriteStartArray("borderLayers");
        foreach (Node n in s.Border.Border) json.WriteStringValue(n.Name);
        json.WriteEndArray();
        json.WriteNumber("findings", s.Lint.Findings.Count);
        json.WriteStartArray("nodes");
        foreach (SummaryNode n in s.Nodes) Write(json, n);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter json, FeasibleInput? range)
    {
        if (range is null)
        {
            json.WriteNull("feasibleInput");
            return;
        }
        json.WriteStartObject("feasibleInput");
        Pair(json, "least", range.MinHeight, range.MinWidth);
        Pair(json, "most", range.MaxHeight, range.MaxWidth);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SummaryNode n)
    {
        ReceptiveField f = n.ReceptiveField;
        json.WriteStartObject();
        json.WriteString("name", n.Name);
        json.WriteString("op", n.Op);
        json.WriteStartArray("inputs");
        foreach (string input in n.Inputs) json.WriteStringValue(input);
        json.WriteEndArray();
        json.WriteStartArray("output");
        foreach (int size in n.Output.ToArray()) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteNumber("parameters", n.Parameters);
        json.WriteNumber("macs", n.Macs);
        Pair(json, "receptiveField", f.Height, f.Width);
        Pair(json, "minReceptiveField", f.MinHeight, f.MinWidth);
        Pair(json, "jump", f.JumpHeight, f.JumpWidth);
        json.WriteNumber("misalignment", f.Misalignment);
        if (n.MapUse is { } use) json.WriteNumber("mapUse", Math.Round(use, 6));
        else json.WriteNull("mapUse");
        json.WriteString("mark", n.Mark?.ToString().ToLowerInvariant());
        json.WriteEndObject();
    }

    private static void Pair(Utf8JsonWriter json, string name, int rows, int columns)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(rows);
        json.WriteNumberValue(columns);
        json.WriteEndArray();
    }
}
