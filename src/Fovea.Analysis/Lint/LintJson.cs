using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fovea.Analysis;

/// <summary>A report for programs.</summary>
public static class LintJson
{
    /// <summary>
    /// <c>{"name","findings":[{"rule","severity","node","source","message","evidence":{name: value},"fix"}],"suppressed":[… "reason"],"unused":[{"rule","node","source","reason"}]}</c>;
    /// <c>node</c>, <c>source</c> and <c>fix</c> are null where there is none, and a number that is not finite is null. Units stand in the rules' documentation.
    /// </summary>
    /// <param name="report">What the rules said.</param>
    public static string Write(LintReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("name", report.Name);
            Write(json, "findings", report.Findings);
            Write(json, "suppressed", report.Suppressed);
            WriteUnused(json, report.Unused);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<Finding> findings)
    {
        json.WriteStartArray(name);
        foreach (Finding f in findings)
        {
            json.WriteStartObject();
            json.WriteString("rule", f.Rule);
            json.WriteString("severity", f.Severity.ToString().ToLowerInvariant());
            json.WriteString("node", f.Node);
            json.WriteString("source", f.Source.ToString() is { Length: > 0 } source ? source : null);
            json.WriteString("message", f.Message);
            WriteEvidence(json, f);
            json.WriteString("fix", f.Fix);
            if (f.AcceptedBy is { } accepted) json.WriteString("reason", accepted.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // Source: where the suppression itself stands.
    private static void WriteUnused(Utf8JsonWriter json, IReadOnlyList<Suppression> unused)
    {
        json.WriteStartArray("unused");
        foreach (Suppression s in unused)
        {
            json.WriteStartObject();
            json.WriteString("rule", s.Rule);
            json.WriteString("node", s.Node);
            json.WriteString("source", s.Source.ToString() is { Length: > 0 } source ? source : null);
            json.WriteString("reason", s.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The member <c>evidence</c>: numbers by name.</summary>
    internal static void WriteEvidence(Utf8JsonWriter json, Finding f)
    {
        json.WriteStartObject("evidence");
        foreach (Evidence e in f.Evidence.DistinctBy(e => e.Name))
        {
            if (double.IsFinite(e.Value)) json.WriteNumber(e.Name, e.Value);
            else json.WriteNull(e.Name);
        }
        json.WriteEndObject();
    }
}
