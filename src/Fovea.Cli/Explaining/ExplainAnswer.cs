using System.Text.Json;
using Fovea.Data;
using Fovea.Explain;

namespace Fovea.Cli;

/// <summary>What one method says of one image.</summary>
internal sealed record ExplainAnswer(string File, Prediction Said, string Explains, string Words, MethodEntry Entry, ExplanationMethod How, Explanation Why, TrustBadge? Trust, string Picture, string Array)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", File);
        json.WriteString("predicted", Said.Label);
        json.WriteNumber("probability", Math.Round(Said.Probability, 6));
        json.WriteString("explains", Explains);
        json.WriteString("objective", Why.Objective.ToString());
        json.WriteString("method", How.Name);
        json.WriteString("word", Entry.Word);
        json.WriteString("node", Why.Node);
        if (Why.Reason is { } reason) json.WriteString("reason", reason);
        json.WriteNumber("value", Why.Value);
        json.WriteString("units", Why.Units);
        json.WriteBoolean("signed", Entry.Signed);
        json.WriteNumber("minimum", Why.Minimum);
        json.WriteNumber("maximum", Why.Maximum);
        json.WriteStartArray("peak");
        json.WriteNumberValue(Why.Peak.Row);
        json.WriteNumberValue(Why.Peak.Column);
        json.WriteEndArray();
        json.WriteStartArray("facts");
        foreach (ExplanationFact fact in Why.Facts)
        {
            json.WriteStartObject();
            json.WriteString("name", fact.Name);
            if (double.IsFinite(fact.Value)) json.WriteNumber("value", fact.Value);
            else json.WriteNull("value");
            json.WriteString("text", fact.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("picture", Path.GetFullPath(Picture));
        json.WriteString("array", Path.GetFullPath(Array));
        json.WritePropertyName("trust");
        json.WriteRawValue(Trust?.ToJson() ?? "null");
        if (Why.Warning is { } note) json.WriteString("note", note);
        json.WriteEndObject();
    }
}
