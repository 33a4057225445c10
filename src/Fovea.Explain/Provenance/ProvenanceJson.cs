using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fovea.Explain;

/// <summary>A provenance for programs.</summary>
internal static class ProvenanceJson
{
    public static string Of(Provenance p)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(json, p);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Provenance p)
    {
        json.WriteStartObject();
        json.WriteString("node", p.Node);
        json.WriteString("op", p.Op);
        Numbers(json, "at", p.Row, p.Column, p.Channel);
        json.WriteString("kind", p.Kind.ToString().ToLowerInvariant());
        json.WriteString("formula", p.Formula);
        json.WriteStartArray("windows");
        foreach (InputWindow w in p.Windows) Write(json, w);
        json.WriteEndArray();
        Finite(json, "offset", p.Offset);
        Finite(json, "sum", p.Sum);
        Finite(json, "computed", p.Computed);
        Finite(json, "activation", p.Activation);
        json.WriteStartArray("then");
        foreach (Successor s in p.Then)
        {
            json.WriteStartObject();
            json.WriteString("node", s.Node);
            json.WriteString("op", s.Op);
            Finite(json, "value", s.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, InputWindow w)
    {
        json.WriteStartObject();
        json.WriteString("node", w.Node);
        Numbers(json, "shape", w.Shape.ToArray());
        Numbers(json, "first", w.Top, w.Left);
        Numbers(json, "taps", w.Height, w.Width);
        Numbers(json, "dilation", w.DilationHeight, w.DilationWidth);
        json.WriteNumber("outside", w.Outside);
        json.WriteStartArray("channels");
        foreach (ChannelProducts c in w.Channels)
        {
            json.WriteStartObject();
            json.WriteNumber("channel", c.Channel);
            Finite(json, "sum", c.Sum);
            json.WriteStartArray("products");
            foreach (Tap t in c.Taps)
            {
                json.WriteStartArray();
                json.WriteNumberValue(t.Row);
                json.WriteNumberValue(t.Column);
                Finite(json, t.Value);
                Finite(json, t.Weight);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, string name, params int[] numbers)
    {
        json.WriteStartArray(name);
        foreach (int n in numbers) json.WriteNumberValue(n);
        json.WriteEndArray();
    }

    private static void Finite(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        Finite(json, value);
    }

    // Nine digits give a float back; JSON has no word for NaN.
    private static void Finite(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteRawValue(value.ToString("G9", System.Globalization.CultureInfo.InvariantCulture));
        else json.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
