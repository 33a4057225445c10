namespace Fovea.Analysis;

/// <summary>CAP005: many convolutions one behind the other, with neither shortcut nor normalisation.</summary>
internal sealed class PlainDepth : Rule
{
    public override string Id => "CAP005";

    public override string Title => "deep without shortcuts or normalisation";

    public override Severity Severity => Severity.Warning;

    public override string Why => "Each layer scales what passes through it, forward and backward, and the factors multiply: over many layers with nothing to keep the scale, signals and gradients fade or grow. Depth by itself can then make even the training error larger: a plain network of 110 layers stayed above 60 % error on CIFAR-10, where the residual one reached 6.43 %.";

    public override string Source => "He, Zhang, Ren, Sun, \"Deep residual learning for image recognition\", CVPR 2016, section 4.2 and table 6";

    public override string Help => "bn behind each convolution, or residual(…) around each pair";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("depth", 20, 2, 1000, "", "convolutions one behind the other along the shortest way, at most")];

    public override RuleExample Fires { get; } = new("32x32x3 | 24 * (conv 16 3x3 | relu) | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 16 3x3 | relu | 12 * (residual(conv 16 3x3 | relu | conv 16 3x3) | relu) | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        var runs = new Dictionary<Node, int>();
        Node? deepest = null;
        foreach (Node node in net.Graph.Nodes)
        {
            // A gradient takes the easiest way: at a join the shortest branch counts.
            int before = node.Inputs.Count == 0 ? 0 : node.Inputs.Min(i => runs[i]);
            runs[node] = node.Op is BatchNorm or LayerNorm or GroupNorm ? 0 : before + (node.Op is Conv2d ? 1 : 0);
            if (node.Op is Conv2d && (deepest is null || runs[node] > runs[deepest])) deepest = node;
        }
        if (deepest is null || runs[deepest] <= settings.Threshold(this, "depth")) yield break;
        Graph? changed = Change.Try(net.Graph, n => n.Op is Conv2d c ? [c with { Bias = false }, new BatchNorm()] : null);
        yield return At(deepest, Severity.Warning, $"{runs[deepest]} convolutions lead up to {deepest.Name} without a shortcut or a normalisation",
            changed is null ? null : $"bn behind each convolution, which then needs no bias: {Change.Cost(net.Graph, changed)}; or residual(…) around each pair, which costs no parameters",
            new Evidence("depth", runs[deepest]));
    }
}
