using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fovea.Analysis;

/// <summary>A report in SARIF 2.1.0, which code hosts and editors read.</summary>
/// <remarks>Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", 2020.</remarks>
public static class LintSarif
{
    /// <summary>One run with every rule, and a result for each finding; what is suppressed carries its reason.</summary>
    /// <param name="report">What the rules said.</param>
    /// <param name="root">Folder that paths are written relative to; null writes them as they were given.</param>
    public static string Write(LintReport report, string? root = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            SarifRules.Write(json);
            SarifNotifications.Write(json, report.Unused, root);
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (Finding f in report.Findings.Concat(report.Suppressed)) Write(json, f, root);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Finding f, string? root)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", f.Rule);
        if (SarifRules.IndexOf(f.Rule) is >= 0 and var index) json.WriteNumber("ruleIndex", index);
        json.WriteString("level", SarifRules.Level(f.Severity));
        SarifRules.WriteText(json, "message", f.Fix is null ? f.Message : $"{f.Message}. Fix: {f.Fix}");
        WriteLocation(json, f, root);
        // Two runs over an edited file agree on a finding though its line has moved.
        json.WriteStartObject("partialFingerprints");
        json.WriteString("ruleAndNode/v1", $"{f.Rule}:{f.Node}");
        json.WriteEndObject();
        if (f.AcceptedBy is { } accepted)
        {
            json.WriteStartArray("suppressions");
            json.WriteStartObject();
            json.WriteString("kind", accepted.IsInSource ? "inSource" : "external");
            json.WriteString("justification", accepted.Reason);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteStartObject("properties");
        json.WriteString("severity", f.Severity.ToString().ToLowerInvariant());
        LintJson.WriteEvidence(json, f);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter json, Finding f, string? root)
    {
        bool file = Path.HasExtension(f.Source.File);
        if (!file && f.Node is null) return;
        json.WriteStartArray("locations");
        json.WriteStartObject();
        // A network typed in quotes or named from the zoo has no file to point at.
        if (file) WritePlace(json, f.Source, root);
        if (f.Node is not null)
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("name", f.Node[(f.Node.LastIndexOf('.') + 1)..]);
            json.WriteString("fullyQualifiedName", f.Node);
            json.WriteString("kind", "object");
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>The member <c>physicalLocation</c>: a file, and a line when there is one.</summary>
    internal static void WritePlace(Utf8JsonWriter json, SourceLine place, string? root)
    {
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", Uri(place.File, root));
        json.WriteEndObject();
        if (place.Line > 0)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", place.Line);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static string Uri(string file, string? root)
    {
        string path = root is null ? file : Path.GetRelativePath(root, file);
        return Path.IsPathFullyQualified(path)
            ? new Uri(path).AbsoluteUri
            : string.Join('/', path.Replace('\\', '/').Split('/').Select(System.Uri.EscapeDataString));
    }
}
