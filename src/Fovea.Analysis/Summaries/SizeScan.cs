using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fovea.Analysis;

/// <summary>Which sizes of square images suit a network: every one of a range is tried; a table shows some, its last lines speak of all.</summary>
/// <param name="Name">What the network is called.</param>
/// <param name="Feasible">The range that suits it; null when it has no feature maps.</param>
/// <param name="Sizes">All sizes of the range, in rising order.</param>
public sealed record SizeScan(string Name, FeasibleInput? Feasible, IReadOnlyList<SizeFit> Sizes)
{
    private const int MostRows = 16, MostListed = 10;

    /// <summary>Tries all sizes from one to another.</summary>
    /// <param name="graph">The network; its own input size does not matter.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="from">Least rows and columns.</param>
    /// <param name="to">Most rows and columns.</param>
    /// <exception cref="ArgumentException">The network takes vectors, or the range is empty.</exception>
    public static SizeScan Of(Graph graph, string name, int from, int to)
    {
        if (!graph.Input.Shape.IsImage) throw new ArgumentException($"{name} takes a vector of {graph.Input.Shape}: it has no image size", nameof(graph));
        if (from < 1 || to < from) throw new ArgumentException($"sizes {from}..{to}: the first is at least 1 and no larger than the last", nameof(from));
        FeasibleInput? range = FeasibleInput.Of(graph);
        return new SizeScan(name, range, [.. Enumerable.Range(from, to - from + 1).Select(size => SizeFit.Of(graph, size, range))]);
    }

    /// <summary>The table, and what suits.</summary>
    public override string ToString()
    {
        var rows = new List<string[]> { new[] { "input", "last maps", "parameters", "MACs", "no context", "of MACs", "uneven", "unread", "" } };
        rows.AddRange(Shown().Select(Row));
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => c == 0 || r.Length > 2 ? r[c].Length : 0))];
        var text = new StringBuilder($"{Name}: square images of {Sizes[0].Size} to {Sizes[^1].Size} pixels\n\n");
        foreach (string[] row in rows)
            text.Append(row.Length == 2 ? $"{row[0].PadLeft(widths[0])}  {row[1]}"
                : string.Join("  ", row.Select((cell, c) => c is 1 or 8 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd()).Append('\n');
        text.Append('\n');
        foreach (string line in Conclusions()) text.Append(line).Append('\n');
        return text.ToString();
    }

    /// <summary><c>{"name","feasible":[least,most],"sizes":[{"size","problem","final","parameters","macs","border","borderMacShare","uneven","unread","suits"}]}</c>.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("name", Name);
            json.WriteStartArray("feasible");
            if (Feasible is { } range)
            {
                json.WriteNumberValue(Math.Max(range.MinHeight, range.MinWidth));
                json.WriteNumberValue(Math.Min(range.MaxHeight, range.MaxWidth));
            }
            json.WriteEndArray();
            json.WriteStartArray("sizes");
            foreach (SizeFit s in Sizes) Write(json, s);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, SizeFit s)
    {
        json.WriteStartObject();
        json.WriteNumber("size", s.Size);
        json.WriteString("problem", s.Problem);
        json.WriteStartArray("final");
        foreach (int n in s.Final.ToArray()) json.WriteNumberValue(n);
        json.WriteEndArray();
        json.WriteNumber("parameters", s.Parameters);
        json.WriteNumber("macs", s.Macs);
        json.WriteNumber("border", s.Border);
        json.WriteNumber("borderMacShare", Math.Round(s.BorderMacShare, 6));
        json.WriteNumber("uneven", s.Uneven);
        json.WriteNumber("unread", s.Unread);
        json.WriteBoolean("suits", s.Suitability == Suitability.Suits);
        json.WriteEndObject();
    }

    // At most sixteen multiples of a power of two: sizes that people use.
    private IEnumerable<SizeFit> Shown()
    {
        int step = 1;
        while (Sizes.Count(s => s.Size % step == 0) > MostRows) step *= 2;
        return Sizes.Where(s => s.Size % step == 0);
    }

    private static string[] Row(SizeFit s) => s.Problem is { } problem
        ? [$"{s.Size}", problem]
        :
        [
            $"{s.Size}", s.Final.ToString(), Number(s.Parameters), Number(s.Macs), $"{s.Border} of {s.Convolutions}", s.Border == 0 ? "" : SummaryText.Percent(s.BorderMacShare),
            $"{s.Uneven} of {s.Strides}", $"{s.Unread} of {s.Strides}",
            s.Suitability switch
            {
                Suitability.TooSmall => s.Border > 0 ? "too small: these layers add nothing" : "small: a layer sees more than the image",
                Suitability.TooLarge => "large: no layer sees all of it",
                _ => s.IsEven ? "suits, evenly" : "suits",
            },
        ];

    private IEnumerable<string> Conclusions()
    {
        if (Feasible is { } range) yield return $"receptive fields suit {Math.Max(range.MinHeight, range.MinWidth)}..{Math.Min(range.MaxHeight, range.MaxWidth)} px: every layer has context to add, and the last sees the whole image";
        int[] even = [.. Sizes.Where(s => s.IsEven).Select(s => s.Size)];
        if (Sizes.All(s => s.Strides == 0)) yield break;
        yield return even.Length == 0 ? "none of these sizes suits and divides evenly at every stride" : $"even at every stride, all pixels read: {Spelling.List(even.Select(n => $"{n}"), MostListed)} px";
    }

    private static string Number(long n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
