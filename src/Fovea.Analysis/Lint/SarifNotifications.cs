using System.Text.Json;

namespace Fovea.Analysis;

/// <summary>What the tool has to say about its own run: suppressions that match nothing.</summary>
internal static class SarifNotifications
{
    /// <summary>The member <c>invocations</c>; left out when there is nothing to say.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Suppression> unused, string? root)
    {
        if (unused.Count == 0) return;
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", true);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (Suppression s in unused) Write(json, s, root);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Suppression s, string? root)
    {
        json.WriteStartObject();
        json.WriteStartObject("descriptor");
        json.WriteString("id", "unused-suppression");
        json.WriteEndObject();
        json.WriteStartObject("associatedRule");
        json.WriteString("id", s.Rule);
        if (SarifRules.IndexOf(s.Rule) is >= 0 and var index) json.WriteNumber("index", index);
        json.WriteEndObject();
        json.WriteString("level", "note");
        SarifRules.WriteText(json, "message", s.Stale);
        // A network typed in quotes has no file to point at.
        if (Path.HasExtension(s.Source.File))
        {
            json.WriteStartArray("locations");
            json.WriteStartObject();
            LintSarif.WritePlace(json, s.Source, root);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
