namespace Fovea.Analysis;

/// <summary>Which part of a classifier a node belongs to.</summary>
internal static class Structure
{
    /// <summary>True for what turns feature maps into a vector: a global pooling, a flatten, or a window as large as the map.</summary>
    public static bool IsHead(Node node) => node.Op switch
    {
        GlobalAveragePool or GlobalMaxPool or Flatten => node.Inputs[0].Shape.IsImage,
        _ => WindowAxis.Of(node) is ({ } r, { } c) && node.Shape is { Height: 1, Width: 1 } && r.Size * c.Size > 1 && r.Span >= r.Size && c.Span >= c.Size && r.Before + r.After + c.Before + c.After == 0,
    };

    /// <summary>The feature maps that the head reads: the last of the convolutional part. Null when there are no feature maps at all.</summary>
    public static Node? HeadInput(Graph graph)
    {
        Node? head = graph.Nodes.LastOrDefault(IsHead);
        if (head is not null)
        {
            // A pooling over the whole map in front of a flatten is one head, not two.
            while (head.Inputs[0].Shape is { Height: 1, Width: 1 } && graph.Nodes.LastOrDefault(n => n.Index < head.Index && IsHead(n)) is { } earlier && Leads(earlier, head)) head = earlier;
            return head.Inputs[0];
        }
        return graph.Output.Shape.IsImage ? graph.Output : null;
    }

    /// <summary>The convolutions on feature maps in front of the head.</summary>
    public static IEnumerable<Node> Convolutions(Graph graph)
    {
        int end = HeadInput(graph)?.Index ?? -1;
        return graph.Nodes.Where(n => n.Op is Conv2d && n.Index <= end);
    }

    /// <summary>The windows in front of the head that move by more than one pixel, but no window as large as the map.</summary>
    public static IEnumerable<Node> Downsamplings(Graph graph)
    {
        int end = HeadInput(graph)?.Index ?? -1;
        return graph.Nodes.Where(n => n.Index <= end && Window.Of(n.Op) is { } w && Math.Max(w.StrideHeight, w.StrideWidth) > 1 && !IsHead(n));
    }

    /// <summary>A layer that works on each place of the maps on its own and has no window.</summary>
    public static bool IsPointwise(Op op) => op is Activation or PRelu or BatchNorm or LayerNorm or GroupNorm or LocalResponseNorm or Dropout or PadChannels or Scale or Position;

    /// <summary>The last node before this one that is not pointwise.</summary>
    public static Node Before(Node node)
    {
        Node n = node.Inputs[0];
        while (IsPointwise(n.Op)) n = n.Inputs[0];
        return n;
    }

    /// <summary>Smaller side of a map.</summary>
    public static int Side(Shape shape) => Math.Min(shape.Height, shape.Width);

    private static bool Leads(Node from, Node to)
    {
        Node n = to.Inputs[0];
        while (n != from && n.Inputs.Count == 1 && (IsPointwise(n.Op) || n.Op is Conv2d { KernelHeight: 1, KernelWidth: 1 } or Flatten)) n = n.Inputs[0];
        return n == from;
    }
}
