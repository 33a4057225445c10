using System.Text.Json;

namespace Fovea.Analysis;

/// <summary>The part of a SARIF log that describes the tool and its rules.</summary>
internal static class SarifRules
{
    private static readonly Dictionary<string, int> Indices = Linter.Rules.Select((rule, i) => (rule.Id, i)).ToDictionary(p => p.Id, p => p.i);

    /// <summary>Position of a rule in the list; -1 when it is not there.</summary>
    public static int IndexOf(string rule) => Indices.GetValueOrDefault(rule, -1);

    /// <summary>SARIF knows three levels.</summary>
    public static string Level(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Info => "note",
        _ => "warning",
    };

    /// <summary>The member <c>tool</c>.</summary>
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Fovea");
        json.WriteString("version", typeof(SarifRules).Assembly.GetName().Version?.ToString(3));
        json.WriteStartArray("rules");
        foreach (Rule rule in Linter.Rules) Write(json, rule);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A member with a text.</summary>
    public static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Rule rule)
    {
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        json.WriteString("name", rule.GetType().Name);
        WriteText(json, "shortDescription", rule.Title);
        WriteText(json, "fullDescription", rule.Why);
        json.WriteStartObject("help");
        json.WriteString("text", $"{rule.Help}. Source: {rule.Source}");
        json.WriteString("markdown", $"**What to do:** {rule.Help}.\n\n**Why:** {rule.Why}\n\n**Source:** {rule.Source}");
        json.WriteEndObject();
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", Level(rule.Severity));
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteStartArray("tags");
        json.WriteStringValue(rule.Id[..3]);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
