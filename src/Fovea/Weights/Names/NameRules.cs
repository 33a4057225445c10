namespace Fovea;

/// <summary>Every naming that is known, Fovea's own first.</summary>
internal static class NameRules
{
    private static readonly NameRule[] All =
    [
        new("Fovea", Own),
        .. ResNetNames.Rules,
        .. SequentialNames.Rules,
        .. SqueezeNetNames.Rules,
        .. MobileNetNames.Rules,
        .. DenseNetNames.Rules,
        .. GoogLeNetNames.Rules,
        .. ConvNeXtNames.Rules,
        .. KerasNames.Rules,
    ];

    /// <summary>The rules that fit a network, with its names.</summary>
    public static IEnumerable<(NameRule Rule, NameMap Map)> Of(Graph graph)
    {
        foreach (NameRule rule in All)
            if (rule.Map(graph) is { } map && map.Covers(graph)) yield return (rule, map);
    }

    private static NameMap Own(Graph graph)
    {
        var map = new NameMap();
        foreach (Node node in graph.Nodes) map.Module(node, node.Name);
        return map;
    }
}
