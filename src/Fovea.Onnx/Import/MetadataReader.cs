using System.Text.Json;

namespace Fovea.Onnx;

/// <summary>Labels and preprocessing from a file's metadata: what <see cref="Metadata"/> wrote.</summary>
internal static class MetadataReader
{
    private const int MostLabels = 100_000;

    /// <summary>Preprocessing as the file has it, and whether its nodes are in the graph; null when there is none or it is not Fovea's.</summary>
    public static (Preprocessing? Value, bool InGraph)? Preprocessing(OnnxGraph graph)
    {
        if (!graph.Metadata.TryGetValue("preprocessing", out string? text)) return null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            JsonElement root = json.RootElement;
            string word = root.GetProperty("resize").GetString() ?? "";
            float[] mean = [.. root.GetProperty("mean").EnumerateArray().Select(v => v.GetSingle())], std = [.. root.GetProperty("std").EnumerateArray().Select(v => v.GetSingle())];
            return !Enum.TryParse(word, out ResizeRule resize) || !Enum.IsDefined(resize) || mean.Length == 0 || std.Length == 0
                ? null
                : (new Preprocessing(resize, mean, std), root.GetProperty("inGraph").GetBoolean());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Names of the classes; empty when the file has none that can be read.</summary>
    public static IReadOnlyList<string> Labels(OnnxGraph graph)
    {
        if (!graph.Metadata.TryGetValue("labels", out string? text)) return [];
        try
        {
            using JsonDocument json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 2 });
            return json.RootElement.ValueKind != JsonValueKind.Array || json.RootElement.GetArrayLength() > MostLabels
                ? []
                : [.. json.RootElement.EnumerateArray().Select(e => e.GetString() ?? "")];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
