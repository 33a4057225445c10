namespace Fovea.Analysis;

/// <summary>CAP004: a large window that a stack of 3×3 convolutions replaces at less cost.</summary>
internal sealed class LargeWindow : Rule
{
    public override string Id => "CAP004";

    public override string Title => "a stack of 3×3 costs less";

    public override Severity Severity => Severity.Info;

    public override string Why => "Two 3×3 convolutions see as far as one 5×5, three as far as one 7×7. Where the channels stay alike they need 72 % and 55 % of its weights and products, and have an activation between them that the single layer lacks.";

    public override string Source => "Simonyan, Zisserman, \"Very deep convolutional networks for large-scale image recognition\", ICLR 2015, section 2.3; arithmetic: n·9/(2n + 1)²";

    public override string Help => "conv C 3x3 | relu | conv C 3x3 in place of conv C 5x5";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("saving", 10, 0, 99, "%", "share of the layer's parameters that the stack saves, at least")];

    public override RuleExample Fires { get; } = new("32x32x3 | conv 32 3x3 | relu | conv 32 5x5 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 32 5x5 | relu | conv 32 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        double least = settings.Threshold(this, "saving");
        foreach (Node[] group in net.Graph.Nodes.Where(n => Saving(n) > least).ByLine())
        {
            Node node = group[0];
            var conv = (Conv2d)node.Op;
            int count = conv.KernelHeight / 2;
            Graph? changed = Change.Try(net.Graph, n => group.Contains(n) ? Stack(n) : null);
            yield return At(node, Severity.Info,
                $"{Amount.Names(group)}: {count} 3×3 convolutions see as far as one {conv.KernelHeight}×{conv.KernelWidth} and need {100 - Saving(node):F0} % of its parameters at {node.Inputs[0].Shape.Channels} → {conv.OutChannels} channels",
                changed is null ? null : $"conv {conv.OutChannels} 3x3, {count} times with an activation between: {Change.Cost(net.Graph, changed)}",
                new Evidence("saving", Saving(node), "%"), new Evidence("window", conv.KernelHeight, "px"), new Evidence("layers", group.Length));
        }
    }

    // A stride or few input channels, as in a stem, make the stack dearer; large depthwise windows are a design of their own.
    private static double Saving(Node node)
    {
        if (node.Op is not Conv2d c || c.KernelHeight != c.KernelWidth || c.KernelHeight < 5 || c.KernelHeight % 2 == 0) return 0;
        if (c.StrideHeight != 1 || c.StrideWidth != 1 || c.DilationHeight != 1 || c.DilationWidth != 1 || c.Groups != 1) return 0;
        if (node.Shape.Height != node.Inputs[0].Shape.Height || node.Shape.Width != node.Inputs[0].Shape.Width) return 0;
        long stack = 0;
        Shape input = node.Inputs[0].Shape;
        foreach (Op op in Stack(node))
        {
            stack += op.Parameters([input]).Sum(p => p.Shape.Count);
            input = op.OutputShape([input]);
        }
        return 100 - 100.0 * stack / node.ParameterCount;
    }

    private static Op[] Stack(Node node)
    {
        var small = (Conv2d)node.Op with { KernelHeight = 3, KernelWidth = 3, Padding = Padding.Same };
        return [.. Enumerable.Repeat(small, ((Conv2d)node.Op).KernelHeight / 2)];
    }
}
