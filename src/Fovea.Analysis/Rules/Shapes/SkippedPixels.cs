namespace Fovea.Analysis;

/// <summary>SHP005: a stride larger than the window skips pixels for good.</summary>
internal sealed class SkippedPixels : Rule
{
    public override string Id => "SHP005";

    public override string Title => "stride larger than the window";

    public override Severity Severity => Severity.Warning;

    public override string Why => "A window of size K that moves by S > K never reads 1 − (K/S)² of its input: these activations were computed for nothing, and small features can fall between the windows. Beside a branch that reads everything, as in the shortcut of a ResNet, little is lost.";

    public override string Source => "He, Zhang, Zhang, Zhang, Xie, Li, \"Bag of tricks for image classification with convolutional neural networks\", CVPR 2019, section 4 (ResNet-B and ResNet-D)";

    public override string Help => "move the stride to a 3×3 convolution, or average-pool with the stride first and convolve with stride 1";

    public override RuleExample Fires { get; } = new("32x32x3 | conv 16 3x3 | relu | conv 32 1x1 stride 2 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 16 3x3 | relu | conv 32 3x3 stride 2 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        // One line of the declaration, one finding: the shortcuts of a ResNet are all alike.
        foreach (Node[] all in net.Graph.Nodes.Where(n => Read(n) < 1).GroupBy(n => (HasFullSibling(net.Graph, n), n.Source)).Select(g => g.ToArray()))
        {
            Node node = all[0];
            Window w = Window.Of(node.Op)!.Value;
            double read = Read(node);
            bool sibling = HasFullSibling(net.Graph, node);
            string others = all.Length == 1 ? "" : $", and so {(all.Length == 2 ? "does" : "do")} {Amount.Names(all[1..])}";
            yield return At(node, sibling ? Severity.Info : Severity.Warning,
                $"a {w.Height}×{w.Width} window with stride {w.StrideHeight} reads {100 * read:F0} % of its {node.Inputs[0].Shape} input and skips {100 * (1 - read):F0} %{others}{(sibling ? "; the branch beside it reads it all" : "")}",
                Fix(net.Graph, all), new Evidence("skipped", 100 * (1 - read), "%"), new Evidence("stride", w.StrideHeight, "px"), new Evidence("window", w.Height, "px"), new Evidence("layers", all.Length));
        }
    }

    /// <summary>Share of the input that a window reads, 1 for what has none.</summary>
    private static double Read(Node node) => Window.Of(node.Op) is { } w ? Math.Min(1, (double)w.Height / w.StrideHeight) * Math.Min(1, (double)w.Width / w.StrideWidth) : 1;

    // Another branch from the same place, which misses nothing on its way to where they meet.
    private static bool HasFullSibling(Graph graph, Node node)
    {
        Node join = node;
        while (graph.Consumers(join) is [{ } next])
        {
            join = next;
            if (join.Inputs.Count > 1) break;
        }
        return join.Inputs.Count > 1 && join.Inputs.Any(branch => !Passes(branch, node, node.Inputs[0]) && Leads(branch, node.Inputs[0]));
    }

    private static bool Passes(Node end, Node through, Node from)
    {
        for (Node n = end; n != from; n = n.Inputs[0])
            if (n == through) return true;
            else if (n.Inputs.Count == 0) return false;
        return false;
    }

    private static bool Leads(Node end, Node from)
    {
        for (Node n = end; n.Inputs.Count > 0; n = n.Inputs[0])
            if (n == from) return true;
            else if (Read(n) < 1) return false;
        return end == from;
    }

    private static string? Fix(Graph graph, Node[] all)
    {
        Graph? averaged = Change.Try(graph, n => all.Contains(n) ? Averaged(n.Op) : null);
        Window w = Window.Of(all[0].Op)!.Value;
        string pool = w.StrideHeight == w.StrideWidth ? $"'avgpool {w.StrideHeight}'" : $"'avgpool {w.StrideHeight}x{w.StrideWidth}'";
        return averaged is null || averaged[all[0].Name].Shape != all[0].Shape ? null
            : $"{pool} {(all[0].Op is Conv2d ? "before it and stride 1 in it read" : "in its place reads")} every pixel and give{(all[0].Op is Conv2d ? "" : "s")} {averaged[all[0].Name].Shape} as before; {Change.Cost(graph, averaged)}";
    }

    private static IReadOnlyList<Op>? Averaged(Op op)
    {
        Window w = Window.Of(op)!.Value;
        var average = new AveragePool(w.StrideHeight, w.StrideWidth, w.StrideHeight, w.StrideWidth, Padding.Valid, true, false);
        return op is Conv2d c ? [average, c with { StrideHeight = 1, StrideWidth = 1 }] : [average];
    }
}
