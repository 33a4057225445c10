namespace Fovea.Analysis;

/// <summary>What one rule found at one place of a network.</summary>
/// <param name="Rule">Id of the rule: <c>RFX002</c>.</param>
/// <param name="Severity">How much it costs here.</param>
/// <param name="Node">Name of the node it is about; null when it is about the whole network, its data or its run.</param>
/// <param name="Source">Where that node was declared.</param>
/// <param name="Message">One sentence with the numbers of this network.</param>
/// <param name="Evidence">Those numbers by name.</param>
/// <param name="Fix">What to change and what that gives, with its numbers; null when there is nothing to compute.</param>
public sealed record Finding(string Rule, Severity Severity, string? Node, SourceLine Source, string Message, IReadOnlyList<Evidence> Evidence, string? Fix = null)
{
    /// <summary>Who accepts it, and why; null when nobody does.</summary>
    public Suppression? AcceptedBy { get; init; }

    /// <summary>Two or three lines: <c>warning RFX002 at conv7 (vgg.net.txt:3): …</c> and the fix.</summary>
    public override string ToString()
    {
        string at = Node is null ? "" : $" at {Node}", source = Source.ToString() is { Length: > 0 } s ? $" ({s})" : "";
        string fix = Fix is null ? "" : $"\n  fix   {Fix}";
        return $"{Severity.ToString().ToLowerInvariant()} {Rule}{at}{source}: {Message}{fix}";
    }
}

/// <summary>A number that a finding rests on.</summary>
/// <param name="Name">What it is, in camelCase: <c>unreadRows</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit"><c>px</c>, <c>%</c>, <c>MAC</c>, <c>parameters</c>; empty for a plain number or a ratio.</param>
public readonly record struct Evidence(string Name, double Value, string Unit = "");
