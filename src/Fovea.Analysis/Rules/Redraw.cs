namespace Fovea.Analysis;

/// <summary>Changed networks, for findings that say what a change gives.</summary>
internal static class Redraw
{
    /// <summary>The network with other layers, as <see cref="GraphEdit"/> makes it; null when it does not fit together any more.</summary>
    public static Graph? Of(Graph graph, Func<Node, IReadOnlyList<Op>?> change)
    {
        try
        {
            return graph.Edit(change);
        }
        catch (DeclarationException)
        {
            return null;
        }
    }

    /// <summary>The network with other numbers of channels in some of its layers; null when that does not fit together.</summary>
    /// <param name="graph">The network as it is.</param>
    /// <param name="channels">Output channels of a convolution or dense layer; null keeps them. A depthwise convolution has as many as it reads.</param>
    public static Graph? Widths(Graph graph, Func<Node, int?> channels) => Of(graph, node => channels(node) is not { } n ? null : node.Op switch
    {
        Conv2d c when !c.IsDepthwise(node) => [c with { OutChannels = n }],
        Dense d => [d with { Outputs = n }],
        _ => null,
    });

    /// <summary>What the change gives: <c>parameters 1,199,882 → 19,466, MACs 11,992,896 → 11,850,000</c>.</summary>
    public static string Against(this Graph changed, Graph graph)
        => $"parameters {graph.ParameterCount:N0} → {changed.ParameterCount:N0}, MACs {graph.Cost.Macs:N0} → {changed.Cost.Macs:N0}";
}
