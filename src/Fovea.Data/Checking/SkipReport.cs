using System.Text;

namespace Fovea.Data;

/// <summary>The images of a data set that cannot be used, counted by reason.</summary>
/// <param name="Total">All images looked at.</param>
/// <param name="Groups">One a reason, the most frequent first; empty when all is well.</param>
public sealed record SkipReport(int Total, IReadOnlyList<SkipGroup> Groups)
{
    /// <summary>Images that cannot be used.</summary>
    public int Skipped => Groups.Sum(g => g.Count);

    /// <summary>A line with the sum, then a paragraph a reason with the first names.</summary>
    public override string ToString()
    {
        if (Groups.Count == 0) return $"all {Total:N0} images can be read";
        var text = new StringBuilder($"{Skipped:N0} of {Total:N0} images cannot be used");
        foreach (SkipGroup group in Groups)
        {
            text.Append($"\n  {group.Count:N0} {group.Reason}");
            foreach (string example in group.Examples) text.Append($"\n    {example}");
            if (group.Count > group.Examples.Count) text.Append($"\n    … and {group.Count - group.Examples.Count:N0} more");
        }
        return text.ToString();
    }

    /// <summary>Counts faults by reason.</summary>
    /// <param name="total">All images looked at.</param>
    /// <param name="faults">In the order of the images.</param>
    internal static SkipReport Of(int total, IEnumerable<ImageException> faults) => new(total,
        [.. faults.GroupBy(f => f.Fault).OrderByDescending(g => g.Count()).ThenBy(g => g.Key)
            .Select(g => new SkipGroup(g.Key, g.Count(), [.. g.Take(SkipGroup.MostExamples).Select(f => $"{f.Subject}: {f.Problem}")]))]);
}

/// <summary>The images that share a fault.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Count">How many have it.</param>
/// <param name="Examples">The first ten: name and what exactly is wrong.</param>
public sealed record SkipGroup(ImageFault Fault, int Count, IReadOnlyList<string> Examples)
{
    internal const int MostExamples = 10;

    /// <summary>The fault in words.</summary>
    public string Reason => Fault switch
    {
        ImageFault.Empty => "empty",
        ImageFault.Foreign => "of a format that is not read",
        ImageFault.TooLarge => "too large",
        ImageFault.Truncated => "cut short",
        ImageFault.Broken => "broken",
        ImageFault.Unreadable => "not readable",
        _ => "of another size than the model's",
    };
}
