namespace Fovea.Analysis;

/// <summary>What a change to a network would give: it is made, and measured.</summary>
internal static class Change
{
    /// <summary>The changed network; null when it cannot be.</summary>
    public static Graph? Try(Graph graph, Func<Node, IReadOnlyList<Op>?> change, Shape? input = null)
    {
        try
        {
            return graph.Edit(change, input);
        }
        catch (DeclarationException)
        {
            return null;
        }
    }

    /// <summary><c>14.7 M → 1.15 M parameters, 313 M → 153 M MACs</c>; what stays is left out.</summary>
    public static string Cost(Graph before, Graph after)
    {
        string parameters = Step(before.ParameterCount, after.ParameterCount, "parameters"), macs = Step(before.Cost.Macs, after.Cost.Macs, "MACs");
        return (parameters, macs) switch
        {
            ("", "") => "parameters and MACs stay the same",
            ("", _) => macs,
            (_, "") => parameters,
            _ => $"{parameters}, {macs}",
        };
    }

    /// <summary>The same layer with stride 1, padded so that the size stays; nothing for a pooling.</summary>
    public static IReadOnlyList<Op>? WithoutStride(Op op) => op switch
    {
        MaxPool or AveragePool => [],
        Conv2d c => [c with { StrideHeight = 1, StrideWidth = 1 }],
        _ => null,
    };

    private static string Step(long before, long after, string unit)
    {
        string from = Amount.Of(before), to = Amount.Of(after);
        return before == after ? "" : from == to ? $"{before:N0} → {after:N0} {unit}" : $"{from} → {to} {unit}";
    }
}
