using System.Text;
using System.Text.Json;
using Fovea.Onnx.Proto;

namespace Fovea.Onnx;

/// <summary>What a file says besides the graph, each as JSON: <c>labels</c> and <c>preprocessing</c>.</summary>
internal static class Metadata
{
    /// <summary>The entries for a model; a model without labels has none for them.</summary>
    public static IEnumerable<StringStringEntryProto> Of(Model model, OnnxExportOptions options)
    {
        if (model.Labels.Count > 0)
            yield return Entry("labels", json =>
            {
                json.WriteStartArray();
                foreach (string label in model.Labels) json.WriteStringValue(label);
                json.WriteEndArray();
            });
        Preprocessing p = model.Preprocessing;
        yield return Entry("preprocessing", json =>
        {
            json.WriteStartObject();
            json.WriteString("resize", p.Resize.ToString());
            json.WriteNumber("divideBy", 255);
            Numbers(json, "mean", p.Mean);
            Numbers(json, "std", p.Std);
            json.WriteBoolean("inGraph", options.IncludePreprocessing);
            json.WriteEndObject();
        });
    }

    private static void Numbers(Utf8JsonWriter json, string name, IReadOnlyList<float> values)
    {
        json.WriteStartArray(name);
        foreach (float value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static StringStringEntryProto Entry(string key, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) write(json);
        return new StringStringEntryProto { Key = key, Value = Encoding.UTF8.GetString(stream.ToArray()) };
    }
}
