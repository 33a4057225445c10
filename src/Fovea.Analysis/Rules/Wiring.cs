namespace Fovea.Analysis;

/// <summary>Questions that several rules ask about how nodes are joined.</summary>
internal static class Wiring
{
    /// <summary>True for a convolution, a transposed one, a locally connected or a dense layer.</summary>
    public static bool IsWeighted(this Op op) => op is Conv2d or ConvTranspose2d or LocallyConnected2d or Dense;

    /// <summary>Channels that such a layer gives.</summary>
    public static int Outputs(this Op op) => op switch { Conv2d c => c.OutChannels, ConvTranspose2d t => t.OutChannels, LocallyConnected2d l => l.OutChannels, Dense d => d.Outputs, _ => 0 };

    /// <summary>True when each channel has a window of its own.</summary>
    public static bool IsDepthwise(this Conv2d conv, Node node) => conv.Groups > 1 && conv.Groups == node.Inputs[0].Shape.Channels && conv.OutChannels == conv.Groups;

    /// <summary>True for ops that only add and multiply by numbers fixed after training.</summary>
    public static bool IsAffine(this Op op) => op is Input or Conv2d or ConvTranspose2d or LocallyConnected2d or Resize or Dense or BatchNorm or AveragePool or GlobalAveragePool or Flatten or Dropout or Pad or PadChannels or Add or Subtract or Concat or Negate or Reduce { Kind: Kernels.ReduceKind.Mean or Kernels.ReduceKind.Sum } or Reshape or Transpose or Slice or Scale or Position or ClassToken;

    /// <summary>The one node that reads this one; null when there are several or none.</summary>
    public static Node? Next(this Graph graph, Node node) => graph.Consumers(node) is [Node only] ? only : null;

    /// <summary>The layers whose channels are the network's outputs: no other layer stands between them and the end.</summary>
    public static IReadOnlySet<Node> Heads(this Graph graph)
    {
        var heads = new HashSet<Node>();
        var seen = new HashSet<Node>();
        var open = new Stack<Node>([graph.Output]);
        while (open.TryPop(out Node? node))
        {
            if (!seen.Add(node)) continue;
            if (node.Op.IsWeighted()) heads.Add(node);
            else foreach (Node input in node.Inputs) open.Push(input);
        }
        return heads;
    }

    /// <summary>The convolutions and dense layers next to one on either side, with no other between them.</summary>
    public static IReadOnlySet<Node> Beside(this Graph graph, Node node)
    {
        var found = new HashSet<Node>();
        Follow(n => n.Inputs);
        Follow(graph.Consumers);
        return found;

        void Follow(Func<Node, IReadOnlyList<Node>> next)
        {
            var seen = new HashSet<Node>();
            var open = new Stack<Node>(next(node));
            while (open.TryPop(out Node? n))
            {
                if (!seen.Add(n)) continue;
                if (n.Op.IsWeighted()) found.Add(n);
                else foreach (Node more in next(n)) open.Push(more);
            }
        }
    }

    /// <summary>Like nodes of one line, which one edit changes: a line inside a block or a repeat declares many of them.</summary>
    public static IEnumerable<Node[]> ByLine(this IEnumerable<Node> nodes)
        => nodes.GroupBy(n => (n.Source.Line > 0 ? n.Source.ToString() : n.Name, n.Op)).Select(g => g.ToArray());
}
