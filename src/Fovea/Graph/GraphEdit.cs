namespace Fovea;

/// <summary>Makes a changed network out of a network: what would it be with one pooling less?</summary>
public static class GraphEdit
{
    /// <summary>The same nodes with other layers, or for another input. Names and source lines stay with the nodes; the graph itself does not change.</summary>
    /// <param name="graph">What is changed.</param>
    /// <param name="change">
    /// What becomes of a node behind the input: null keeps its layer, an empty list drops it (its first input takes its place), and
    /// several layers stand there one behind the other, the last under the node's name.
    /// </param>
    /// <param name="input">Height × width × channels of the input; null keeps them.</param>
    /// <remarks>A depthwise convolution follows the channels of what it reads, as it does in the text notation.</remarks>
    /// <example><c>Graph wider = graph.Edit(n => n.Op is Conv2d c ? [c with { OutChannels = 2 * c.OutChannels }] : null);</c></example>
    /// <exception cref="DeclarationException">The changed network cannot be; names the node that does not fit any more.</exception>
    public static Graph Edit(this Graph graph, Func<Node, IReadOnlyList<Op>?> change, Shape? input = null)
        => Edit(graph, change, new GraphBuilder(input ?? graph.Input.Shape, graph.Input.Source));

    /// <summary>The network for another input, as far as it fits.</summary>
    /// <param name="graph">What is changed.</param>
    /// <param name="input">Height × width × channels of the input.</param>
    public static PartialNet Resize(this Graph graph, Shape input)
    {
        var builder = new GraphBuilder(input, graph.Input.Source);
        try
        {
            return new PartialNet(Edit(graph, _ => null, builder), null);
        }
        catch (DeclarationException e)
        {
            return new PartialNet(builder.BuildPartial(), e);
        }
    }

    /// <summary>The nodes that one of them depends on, with that one as the output.</summary>
    /// <param name="graph">The whole.</param>
    /// <param name="node">One of its nodes.</param>
    public static Graph UpTo(this Graph graph, Node node)
    {
        var builder = new GraphBuilder(graph.Input.Shape, graph.Input.Source);
        var made = new Dictionary<Node, Node> { [graph.Input] = builder.Input };
        foreach (Node n in graph.Nodes.Skip(1).TakeWhile(n => n.Index <= node.Index))
            made[n] = builder.Add(n.Op, [.. n.Inputs.Select(i => made[i])], n.Name, n.Source);
        return builder.Build(made[node]);
    }

    private static Graph Edit(Graph graph, Func<Node, IReadOnlyList<Op>?> change, GraphBuilder builder)
    {
        var made = new Dictionary<Node, Node> { [graph.Input] = builder.Input };
        foreach (Node node in graph.Nodes.Skip(1))
        {
            Node[] inputs = [.. node.Inputs.Select(i => made[i])];
            IReadOnlyList<Op> ops = change(node) ?? [node.Op];
            Node last = inputs[0];
            for (int i = 0; i < ops.Count; i++)
            {
                bool end = i == ops.Count - 1;
                Node[] reads = i == 0 ? inputs : [last];
                last = builder.Add(Following(ops[i], node, reads[0].Shape), reads, end ? node.Name : $"{node.Name}-{ops[i].Stem}{i + 1}", node.Source);
            }
            made[node] = last;
        }
        return builder.Build(made[graph.Output]);
    }

    private static Op Following(Op op, Node node, Shape input)
        => op is Conv2d c && node.Op is Conv2d before && c.Groups == before.Groups && IsDepthwise(before, node) && c.OutChannels == before.OutChannels ? c.Depthwise(input) : op;

    private static bool IsDepthwise(Conv2d c, Node node) => c.Groups > 1 && c.Groups == c.OutChannels && c.Groups == node.Inputs[0].Shape.Channels;
}
