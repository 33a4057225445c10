namespace Fovea.Analysis;

/// <summary>TRN001: ReLU units that never fire.</summary>
internal sealed class DeadUnits : Rule
{
    public override string Id => "TRN001";

    public override string Title => "units that never fire";

    public override Severity Severity => Severity.Error;

    public override string Why => "The gradient of a ReLU is 0 where its input is negative. A unit whose input is negative on every image gets no gradient at all and cannot come back: it is paid for and does nothing. A learning rate that is too high is the usual cause.";

    public override string Source => "CS231n, Stanford, \"Neural networks 1\": \"as much as 40% of your network can be dead … if the learning rate is set too high\"; the other thresholds are heuristic: sound networks with dense ReLU layers had up to 39 % of such units after training";

    public override string Help => "lower the learning rate, put batch norm before the ReLU, or use a leaky one";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("share", 10, 0, 100, "%", "dead share of feature maps from which on it is a warning"),
        new("most", 40, 0, 100, "%", "dead share of feature maps from which on it is an error"),
        new("vector", 40, 0, 100, "%", "dead share of a vector, whose units have one place to fire at, from which on it is a warning"),
        new("vectorMost", 80, 0, 100, "%", "dead share of a vector from which on it is an error"),
        new("images", 200, 1, 1e9, "images", "images below which a unit that was silent is not called dead"),
    ];

    public override RuleExample Fires { get; } = Example(7);

    public override RuleExample Silent { get; } = Example(1);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Activations is { } facts && facts.Images >= settings.Threshold(this, "images");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Activations is not { } facts || facts.Images < settings.Threshold(this, "images")) yield break;
        foreach (NodeActivity a in facts.Nodes)
        {
            double share = 100.0 * a.Dead / a.Units;
            if (!net.Graph.Contains(a.Node) || net.Graph[a.Node].Op is not (Relu or Relu6)) continue;
            bool maps = net.Graph[a.Node].Shape.IsImage;
            if (share <= settings.Threshold(this, maps ? "share" : "vector")) continue;
            // The rule of three: what was not seen on n images happens on fewer than 3/n of all, with 95 % confidence.
            yield return At(net.Graph[a.Node], share > settings.Threshold(this, maps ? "most" : "vectorMost") ? Severity.Error : Severity.Warning,
                $"{a.Dead} of {a.Units} units ({share:F0} %) are 0 on all of {facts.Images:N0} images: each fires on less than {300.0 / facts.Images:F1} % of all images (95 %)",
                $"the layer works like one of {a.Units - a.Dead} units",
                new Evidence("dead", a.Dead, "units"), new Evidence("share", share, "%"), new Evidence("images", facts.Images));
        }
    }

    private static RuleExample Example(int dead) => new(RuleNets.Small,
        s => s with { Activations = new ActivationFacts { Images = 1024, Trained = true, Nodes = [new("relu2", 16, dead, 0.4, 0.8, 0, 6)] } });
}
