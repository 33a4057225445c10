using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fovea.Cli;

/// <summary>JSON for machines: one object on one line.</summary>
internal static class JsonLine
{
    /// <summary>The same JSON without line breaks.</summary>
    public static string Of(string json)
    {
        if (!json.Contains('\n', StringComparison.Ordinal)) return json;
        using JsonDocument document = JsonDocument.Parse(json);
        return Write(document.RootElement.WriteTo);
    }

    /// <summary>Writes an object.</summary>
    public static string Object(Action<Utf8JsonWriter> members) => Write(json =>
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    });

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) write(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
