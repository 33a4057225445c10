namespace Fovea.Analysis;

/// <summary>ACT004: a 1×1 convolution directly before an average pooling.</summary>
internal sealed class PointwiseBeforePool : Rule
{
    public override string Id => "ACT004";

    public override string Title => "average pooling could precede the 1×1 convolution";

    public override Severity Severity => Severity.Info;

    public override string Why => "A 1×1 convolution mixes channels and an average mixes pixels: the order of the two makes no difference to the output. Pooling first, the convolution has that many fewer pixels to do.";

    public override string Source => "algebra: the mean of Wx + b is W times the mean of x, plus b";

    public override string Help => "avgpool 2 | conv C 1x1 instead of conv C 1x1 | avgpool 2";

    public override RuleExample Fires { get; } = new("32x32x3 | conv 32 3x3 | relu | conv 16 1x1 | avgpool 2 | conv 16 3x3 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 32 3x3 | relu | conv 16 1x1 | relu | avgpool 2 | conv 16 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Graph graph = net.Graph;
        foreach (Node node in graph.Nodes)
        {
            if (node.Op is not Conv2d conv || !IsPointwise(conv) || graph.Next(node) is not { } pool || !Averages(pool.Op) || pool.Shape.Count == node.Shape.Count) continue;
            Graph? changed = Change.Try(graph, n => n == node ? [pool.Op] : n != pool ? null : pool.Op is GlobalAveragePool ? [new Dense(conv.OutChannels, conv.Bias)] : [conv]);
            // Grouped weights have no dense form, so behind a global pooling they stay where they are.
            if (changed is null || (pool.Op is GlobalAveragePool && conv.Groups > 1)) continue;
            long saved = graph.Cost.Macs - changed.Cost.Macs;
            yield return At(node, Severity.Info,
                $"{node.Name} convolves {node.Shape.Height}×{node.Shape.Width} pixels 1×1 and {pool.Name} averages them afterwards: pooling first gives the same numbers with {(double)node.Cost.Macs / (node.Cost.Macs - saved):F1} times fewer of its MACs",
                $"{pool.Op} before {(pool.Op is GlobalAveragePool ? $"dense {conv.OutChannels}, which has the same weights" : node.Name)}: {Change.Cost(graph, changed)}",
                new Evidence("savedMacs", saved, "MAC"), new Evidence("layerMacs", node.Cost.Macs, "MAC"));
        }
    }

    private static bool IsPointwise(Conv2d c) => (c.KernelHeight, c.KernelWidth, c.StrideHeight, c.StrideWidth) == (1, 1, 1, 1) && c.Padding.For(1, 1) == (0, 0, 0, 0);

    // Where padding counts in the mean, the offset is thinned out at the border and the two orders differ.
    private static bool Averages(Op op) => op is GlobalAveragePool || (op is AveragePool p && (!p.CountPadding || (!p.Ceil && p.Padding.For(p.KernelHeight, p.KernelWidth) == (0, 0, 0, 0))));
}
