namespace Fovea.Analysis;

/// <summary>What a network would be with some of its nodes changed: sizes and costs computed anew from the input on, without building it.</summary>
/// <param name="Parameters">Trainable values.</param>
/// <param name="Macs">Multiply-accumulates for one image.</param>
/// <param name="Output">Shape of what comes out.</param>
internal sealed record Redraw(long Parameters, long Macs, Shape Output)
{
    /// <summary>The changed network; null when it does not fit together any more.</summary>
    /// <param name="graph">The network as it is.</param>
    /// <param name="change">For a node and the shapes it now gets: the ops that stand in its place one behind the other, none to leave it out, or null to keep it.</param>
    public static Redraw? Of(Graph graph, Func<Node, IReadOnlyList<Shape>, IReadOnlyList<Op>?> change)
    {
        var shapes = new Dictionary<Node, Shape> { [graph.Input] = graph.Input.Shape };
        long parameters = 0, macs = 0;
        try
        {
            foreach (Node node in graph.Nodes.Skip(1))
            {
                IReadOnlyList<Shape> inputs = [.. node.Inputs.Select(i => shapes[i])];
                foreach (Op op in change(node, inputs) ?? [Follow(node, inputs[0])])
                {
                    Shape output = op.OutputShape(inputs);
                    parameters += op.Parameters(inputs).Where(p => p.IsTrainable).Sum(p => p.Shape.Count);
                    macs += op.Cost(inputs, output).Macs;
                    inputs = [output];
                }
                shapes[node] = inputs[0];
            }
        }
        catch (DeclarationException)
        {
            return null;
        }
        return new Redraw(parameters, macs, shapes[graph.Output]);
    }

    /// <summary>The changed network; null when it does not fit together any more.</summary>
    public static Redraw? Of(Graph graph, Func<Node, IReadOnlyList<Op>?> change) => Of(graph, (node, _) => change(node));

    /// <summary>The network with other numbers of channels in some of its layers; null when that does not fit together.</summary>
    /// <param name="graph">The network as it is.</param>
    /// <param name="channels">Output channels of a convolution or dense layer; null keeps them.</param>
    public static Redraw? Widths(Graph graph, Func<Node, int?> channels) => Of(graph, (node, inputs) => channels(node) is not { } n ? null : node.Op switch
    {
        Conv2d c when !c.IsDepthwise(node) => [c with { OutChannels = n }],
        Dense d => [d with { Outputs = n }],
        _ => null,
    });

    /// <summary>What the change gives: <c>parameters 1,199,882 → 19,466, MACs 11,992,896 → 11,850,000</c>.</summary>
    public string Against(Graph graph) => $"parameters {graph.ParameterCount:N0} → {Parameters:N0}, MACs {graph.Cost.Macs:N0} → {Macs:N0}";

    // A depthwise convolution has as many channels as it gets.
    private static Op Follow(Node node, Shape input)
        => node.Op is Conv2d c && c.IsDepthwise(node) ? c with { OutChannels = input.Channels, Groups = input.Channels } : node.Op;
}
