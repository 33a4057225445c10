using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fovea.Kernels;

namespace Fovea;

/// <summary>What <see cref="Model.Tune"/> found. Prints itself.</summary>
public sealed record Tuning
{
    /// <summary>What the network is called.</summary>
    public required string Name { get; init; }

    /// <summary>Images in a run.</summary>
    public required int Batch { get; init; }

    /// <summary>A step of training; else inference.</summary>
    public required bool Training { get; init; }

    /// <summary>One for each different computation of a convolution that has a choice.</summary>
    public required IReadOnlyList<TuningLine> Lines { get; init; }

    /// <summary>The choices, those known before included.</summary>
    public required AlgorithmChoices Choices { get; init; }

    /// <summary>What the convolutions of one run are said to gain over the table's choices, in milliseconds.</summary>
    public double GainMilliseconds => Lines.Sum(l => l.Nodes.Count * l.GainMilliseconds);

    /// <summary><c>{"name","batch","training","gainMilliseconds","processor","variant","layers":[{"nodes","layer","direction","algorithm","table","known","milliseconds":{…}}]}</c>.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("name", Name);
            json.WriteNumber("batch", Batch);
            json.WriteBoolean("training", Training);
            json.WriteNumber("gainMilliseconds", Math.Round(GainMilliseconds, 6));
            json.WriteString("processor", Choices.Processor);
            json.WriteString("variant", Choices.Variant.ToString());
            json.WriteStartArray("layers");
            foreach (TuningLine line in Lines) line.Write(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A row for each computation: the times, what was chosen, what the table would have chosen.</summary>
    public override string ToString()
    {
        string what = $"{Name}: batch {Batch}, {(Training ? "a training step" : "inference")}, {Choices.Variant} kernels on {Choices.Processor}\n";
        if (Lines.Count == 0) return what + "no convolution here has a choice: those with 3×3 windows, stride 1 or 2, and 5×5 windows, stride 1, have, from 16 channels on\n";
        int layer = Lines.Max(l => l.Choice.Layer.Length), direction = Lines.Max(l => l.Choice.Direction.ToString().Length);
        var text = new StringBuilder(what);
        text.Append($"\n{"layer".PadRight(layer)}  {"direction".PadRight(direction)}  {"direct ms",9}  {"F2, F3 ms",9}  {"F4 ms",9}  {"chosen",-9}  {"table",-9}  nodes\n");
        foreach (TuningLine l in Lines)
        {
            text.Append($"{l.Choice.Layer.PadRight(layer)}  {l.Choice.Direction.ToString().PadRight(direction)}  {Time(l, ConvAlgorithm.Direct)}  ");
            text.Append($"{Time(l, l.Choice.Milliseconds.ContainsKey(ConvAlgorithm.F3Window5) ? ConvAlgorithm.F3Window5 : ConvAlgorithm.F2)}  {Time(l, l.Choice.Milliseconds.ContainsKey(ConvAlgorithm.F4Stride2) ? ConvAlgorithm.F4Stride2 : ConvAlgorithm.F4)}  ");
            text.Append($"{l.Choice.Algorithm,-9}  {l.Table,-9}  {string.Join(' ', l.Nodes.Take(4))}{(l.Nodes.Count > 4 ? " …" : "")}{(l.Known ? " (known)" : "")}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"\n{Lines.Count(l => l.Choice.Algorithm != l.Table)} of {Lines.Count} differ from the table, which is {GainMilliseconds:F2} ms a run\n");
        return text.ToString();
    }

    private static string Time(TuningLine line, ConvAlgorithm algorithm)
        => line.Choice.Milliseconds.TryGetValue(algorithm, out double ms) ? ms.ToString("F3", CultureInfo.InvariantCulture).PadLeft(9) : new string(' ', 9);
}

/// <summary>One computation of a convolution that has a choice.</summary>
/// <param name="Nodes">The layers with these sizes.</param>
/// <param name="Choice">What was measured and chosen.</param>
/// <param name="Table">What is chosen without a measurement.</param>
/// <param name="Known">It was known before and not measured again.</param>
public sealed record TuningLine(IReadOnlyList<string> Nodes, AlgorithmChoice Choice, ConvAlgorithm Table, bool Known)
{
    /// <summary>How much shorter the chosen one took than the table's, in one layer.</summary>
    public double GainMilliseconds => Choice.Milliseconds.TryGetValue(Table, out double table) && Choice.Milliseconds.TryGetValue(Choice.Algorithm, out double chosen) ? table - chosen : 0;

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("nodes");
        foreach (string node in Nodes) json.WriteStringValue(node);
        json.WriteEndArray();
        json.WriteString("layer", Choice.Layer);
        json.WriteString("direction", Choice.Direction.ToString());
        json.WriteString("algorithm", Choice.Algorithm.ToString());
        json.WriteString("table", Table.ToString());
        json.WriteBoolean("known", Known);
        json.WriteStartObject("milliseconds");
        foreach ((ConvAlgorithm algorithm, double ms) in Choice.Milliseconds.OrderBy(m => m.Key)) json.WriteNumber(algorithm.ToString(), Math.Round(ms, 6));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
