namespace Fovea.Analysis;

/// <summary>TRN004: gradients vanish or explode between the last layer and the first.</summary>
internal sealed class GradientFlow : Rule
{
    public override string Id => "TRN004";

    public override string Title => "gradients vanish or explode on the way";

    public override Severity Severity => Severity.Warning;

    public override string Why => "A gradient is multiplied by every layer on its way from the loss to the first weights. When it shrinks, the first layers stay as they were drawn; when it grows, they are the first to become infinite. Saturated activations, missing normalisation and missing shortcuts are the usual causes.";

    public override string Source => "Glorot, Bengio, \"Understanding the difficulty of training deep feedforward neural networks\", 2010, section 4; the threshold is heuristic";

    public override string Help => "put batch norm behind the convolutions, add shortcuts, or use ReLU in place of sigmoid and tanh";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("ratio", 1e4, 1, 1e12, "", "largest ratio of the norms of the first and the last layer's gradients, either way")];

    public override RuleExample Fires { get; } = Example(1e-6);

    public override RuleExample Silent { get; } = Example(0.4);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Steps is { Nodes.Count: > 1 };

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Steps is not { Nodes: { Count: > 1 } nodes } || !nodes.All(n => net.Graph.Contains(n.Node))) yield break;
        double first = nodes[0].GradientNorm, last = nodes[^1].GradientNorm, limit = settings.Threshold(this, "ratio");
        if (first * limit >= last && last * limit >= first && (first > 0 || last > 0)) yield break;
        bool vanishes = first <= last;
        yield return At(net.Graph[(vanishes ? nodes[0] : nodes[^1]).Node], Severity.Warning,
            first == 0 && last == 0 ? "no gradient reaches any weight" : $"the gradient of {nodes[0].Node} has a norm of {RuleText.Short(first)}, that of {nodes[^1].Node} {RuleText.Short(last)}: it {(vanishes ? "vanishes" : "grows")} on the way back",
            null, new Evidence("first", first), new Evidence("last", last), new Evidence("limit", limit));
    }

    private static RuleExample Example(double first) => new(RuleNets.Small, s => s with { Steps = new StepFacts(20, 0.05, [new("conv1", first, 0.001), new("dense1", 0.9, 0.002)]) });
}
