namespace Fovea.Analysis;

/// <summary>Networks with other numbers of channels.</summary>
internal static class Widths
{
    /// <summary>The network with other numbers of channels in some of its layers; null when that does not fit together.</summary>
    /// <param name="graph">The network as it is.</param>
    /// <param name="channels">Output channels of a convolution or dense layer; null keeps them. A depthwise convolution has as many as it reads.</param>
    public static Graph? Of(Graph graph, Func<Node, int?> channels) => Change.Try(graph, node => channels(node) is not { } n ? null : node.Op switch
    {
        Conv2d c when !c.IsDepthwise(node) => [c with { OutChannels = n }],
        ConvTranspose2d { Groups: 1 } t => [t with { OutChannels = n }],
        LocallyConnected2d l => [l with { OutChannels = n }],
        Dense d => [d with { Outputs = n }],
        _ => null,
    });
}
