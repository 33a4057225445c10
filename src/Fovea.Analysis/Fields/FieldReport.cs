using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fovea.Analysis;

/// <summary>The receptive fields of a network as a table: where they grow, what adds nothing, which input sizes suit.</summary>
/// <param name="Name">What the network is called.</param>
/// <param name="Graph">The network.</param>
/// <param name="Fields">The field of each node.</param>
/// <param name="Border">Convolutions that add no context.</param>
/// <param name="Feasible">Input sizes that suit; null without feature maps.</param>
public sealed record FieldReport(string Name, Graph Graph, IReadOnlyDictionary<Node, ReceptiveField> Fields, BorderLayers Border, FeasibleInput? Feasible)
{
    private static readonly string[] Heads = ["node", "output", "field", "least", "jump", "first centre", ""];

    /// <summary>The fields of a network.</summary>
    public static FieldReport Of(Graph graph, string name)
    {
        IReadOnlyDictionary<Node, ReceptiveField> fields = ReceptiveField.Of(graph);
        return new FieldReport(name, graph, fields, BorderLayers.Of(graph, fields), FeasibleInput.Of(graph, fields));
    }

    /// <summary>The table: a row where a field changes, in pixels of the image.</summary>
    public override string ToString()
    {
        List<string[]> rows = [Heads, .. Graph.Nodes.Where(Changes).Select(Row)];
        int[] widths = [.. Enumerable.Range(0, Heads.Length).Select(c => rows.Max(r => r[c].Length))];
        var text = new StringBuilder($"{Name}: receptive fields in pixels of the {Graph.Input.Shape} image\n\n");
        foreach (string[] row in rows)
            text.Append(string.Join("  ", row.Select((cell, c) => c is 2 or 3 or 4 or 5 ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd()).Append('\n');
        text.Append('\n');
        if (Feasible is { } range) text.Append($"receptive fields suit images of {range}\n");
        text.Append(Border.Border.Count == 0
            ? "every convolution has context to add at this input size\n"
            : $"{Border.Border.Count} of {Border.Convolutions} convolutions add no context at this input size: {SummaryText.Percent(Border.ParameterShare)} of the convolutions' parameters, {SummaryText.Percent(Border.MacShare)} of their MACs\n");
        return text.ToString();
    }

    /// <summary>
    /// <c>{"name","image","feasible","border","critical","nodes":[{"name","output","field","least","jump","start","misalignment","whole"}]}</c>;
    /// sizes are [rows, columns] in pixels.
    /// </summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("name", Name);
            Numbers(json, "image", Graph.Input.Shape.ToArray());
            if (Feasible is { } range) Numbers(json, "feasible", [range.MinHeight, range.MinWidth, range.MaxHeight, range.MaxWidth]);
            else json.WriteNull("feasible");
            Names(json, "border", Border.Border);
            Names(json, "critical", Border.Critical);
            json.WriteStartArray("nodes");
            foreach (Node node in Graph.Nodes) Write(json, node, Fields[node]);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Node node, ReceptiveField f)
    {
        json.WriteStartObject();
        json.WriteString("name", node.Name);
        Numbers(json, "output", node.Shape.ToArray());
        Numbers(json, "field", [f.Height, f.Width]);
        Numbers(json, "least", [f.MinHeight, f.MinWidth]);
        Numbers(json, "jump", [f.JumpHeight, f.JumpWidth]);
        json.WriteStartArray("start");
        json.WriteNumberValue(f.StartTop);
        json.WriteNumberValue(f.StartLeft);
        json.WriteEndArray();
        json.WriteNumber("misalignment", f.Misalignment);
        json.WriteBoolean("whole", f.IsWhole);
        json.WriteEndObject();
    }

    // Elementwise layers see what their input sees.
    private bool Changes(Node node) => node.Inputs.Count != 1 || Fields[node] != Fields[node.Inputs[0]] with { Misalignment = 0 };

    private string[] Row(Node node)
    {
        ReceptiveField f = Fields[node];
        string output = node.Shape.ToString();
        if (f.IsWhole) return [node.Name, output, "all", "", "", "", ""];
        string note = Border.Border.Contains(node) ? "adds no context" : Border.Critical.Contains(node) ? "sees more than the image" : "";
        if (f.Misalignment > 0) note = string.Create(CultureInfo.InvariantCulture, $"joins paths whose centres lie {f.Misalignment} px apart");
        return [node.Name, output, Pair(f.Height, f.Width), Pair(f.MinHeight, f.MinWidth), Pair(f.JumpHeight, f.JumpWidth), Pair(f.StartTop, f.StartLeft), note];
    }

    private static string Pair(double rows, double columns)
        => rows == columns ? rows.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{rows}×{columns}");

    private static void Numbers(Utf8JsonWriter json, string name, int[] numbers)
    {
        json.WriteStartArray(name);
        foreach (int n in numbers) json.WriteNumberValue(n);
        json.WriteEndArray();
    }

    private static void Names(Utf8JsonWriter json, string name, IReadOnlyList<Node> nodes)
    {
        json.WriteStartArray(name);
        foreach (Node n in nodes) json.WriteStringValue(n.Name);
        json.WriteEndArray();
    }
}
