using System.Globalization;
using System.Text;

namespace Fovea;

/// <summary>A parameter and the tensor that gave it its values.</summary>
/// <param name="Parameter">Its name in the network: <c>conv1.weight</c>.</param>
/// <param name="Tensor">Its name in the file.</param>
/// <param name="Shape">Its axes in the file.</param>
/// <param name="Type">The type of its elements there; all but F32 are converted.</param>
public sealed record MatchedWeight(string Parameter, string Tensor, IReadOnlyList<long> Shape, string Type);

/// <summary>A parameter that the file has no tensor for.</summary>
/// <param name="Parameter">Its name in the network.</param>
/// <param name="Expected">The name that was looked for.</param>
/// <param name="Shape">The axes that it would have in the file.</param>
public sealed record MissingWeight(string Parameter, string Expected, IReadOnlyList<long> Shape);

/// <summary>A tensor whose shape is not the parameter's.</summary>
/// <param name="Parameter">Its name in the network.</param>
/// <param name="Tensor">Its name in the file.</param>
/// <param name="Needed">The axes that the network needs.</param>
/// <param name="Found">The axes in the file.</param>
public sealed record DifferentWeight(string Parameter, string Tensor, IReadOnlyList<long> Needed, IReadOnlyList<long> Found);

/// <summary>A tensor that no parameter of the network is named after.</summary>
/// <param name="Tensor">Its name in the file.</param>
/// <param name="Shape">Its axes.</param>
public sealed record UnknownWeight(string Tensor, IReadOnlyList<long> Shape);

/// <summary>What became of a file of weights, by name.</summary>
public sealed record WeightReport
{
    private const int Listed = 8;

    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>The network.</summary>
    public required string Network { get; init; }

    /// <summary>Whose names the file has: <c>torchvision's resnet</c>; <c>by order</c> where names did not count.</summary>
    public required string Names { get; init; }

    /// <summary>Parameters that have their values from the file.</summary>
    public required IReadOnlyList<MatchedWeight> Matched { get; init; }

    /// <summary>Parameters that the file lacks; they keep their values.</summary>
    public required IReadOnlyList<MissingWeight> Missing { get; init; }

    /// <summary>Parameters that the file holds in another shape; they keep their values.</summary>
    public required IReadOnlyList<DifferentWeight> Different { get; init; }

    /// <summary>Tensors that nothing in the network is named after.</summary>
    public required IReadOnlyList<UnknownWeight> Unknown { get; init; }

    /// <summary>Tensors that say nothing to a network here: counters of batches, classifiers that only training has.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    /// <summary>Preprocessing that the library trains networks of these names with, where it is known.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>True when every parameter has its values from the file.</summary>
    public bool IsComplete => Missing.Count == 0 && Different.Count == 0;

    /// <summary>The report as a text of several lines.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{File} → {Network}: {Names}");
        text.Append(CultureInfo.InvariantCulture, $"\nmatched    {Matched.Count} of {Matched.Count + Missing.Count + Different.Count} parameters, {Matched.Sum(m => Count(m.Shape)):N0} values");
        foreach (IGrouping<string, MatchedWeight> type in Matched.Where(m => m.Type != "F32").GroupBy(m => m.Type))
            text.Append(CultureInfo.InvariantCulture, $", {type.Count()} of them from {type.Key}");
        List(text, "missing", "in the file", [.. Missing.Select(m => $"{m.Parameter} {Axes(m.Shape)}{(m.Expected == m.Parameter ? "" : $", looked for as {m.Expected}")}")]);
        List(text, "different", "in shape", [.. Different.Select(d => $"{d.Parameter} needs {Axes(d.Needed)}, {SafetensorsErrors.Quote(d.Tensor)} is {Axes(d.Found)}")]);
        List(text, "unknown", "in the file", [.. Unknown.Select(u => $"{SafetensorsErrors.Quote(u.Tensor)} {Axes(u.Shape)}")]);
        if (Ignored.Count > 0) text.Append(CultureInfo.InvariantCulture, $"\nignored    {Ignored.Count}: {Spelling.List(Ignored.Select(SafetensorsErrors.Quote), 2)}");
        return text.ToString();
    }

    internal static string Axes(IReadOnlyList<long> shape) => shape.Count == 0 ? "a scalar" : string.Join('×', shape);

    private static long Count(IReadOnlyList<long> shape) => shape.Aggregate(1L, (product, axis) => product * axis);

    private static void List(StringBuilder text, string title, string where, string[] rows)
    {
        if (rows.Length == 0) return;
        text.Append(CultureInfo.InvariantCulture, $"\n{title,-10} {rows.Length} {where}");
        foreach (string row in rows.Take(Listed)) text.Append("\n           ").Append(row);
        if (rows.Length > Listed) text.Append(CultureInfo.InvariantCulture, $"\n           and {rows.Length - Listed} more");
    }
}
