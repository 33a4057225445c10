namespace Fovea.Analysis;

/// <summary>TRN003: weights move much too fast or hardly at all.</summary>
internal sealed class UpdateRatio : Rule
{
    public override string Id => "TRN003";

    public override string Title => "updates too large or too small";

    public override Severity Severity => Severity.Warning;

    public override string Why => "What counts is how much a step changes a weight in proportion to the weight. Steps of a fifth and more overshoot and forget what the weights were; steps below a hundred-thousandth do nothing within a run. About a thousandth is usual, and several times that in the first steps.";

    public override string Source => "CS231n, Stanford, \"Neural networks 3\": the ratio of updates to weights \"should be somewhere around 1e-3\"; the thresholds are heuristic: the first steps of seven sound networks with SGD at 0.05 lay between 0.002 and 0.11";

    public override string Help => "change the learning rate so that the ratio comes near 0.001";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("least", 1e-5, 0, 1, "", "smallest median of ‖Δw‖ / ‖w‖"),
        new("most", 0.2, 0, 10, "", "largest median of ‖Δw‖ / ‖w‖"),
    ];

    public override RuleExample Fires { get; } = Example(0.4);

    public override RuleExample Silent { get; } = Example(0.002);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Steps is { Steps: > 0 };

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Steps is not { Steps: > 0 } facts) yield break;
        double least = settings.Threshold(this, "least"), most = settings.Threshold(this, "most");
        foreach (NodeSteps n in facts.Nodes)
        {
            if (!net.Graph.Contains(n.Node) || (n.UpdateRatio >= least && n.UpdateRatio <= most)) continue;
            string fix = n.UpdateRatio > 0 ? $"a learning rate of {RuleText.Short(facts.LearningRate * 1e-3 / n.UpdateRatio)} would give 0.001 here" : "the weights do not move at all: look for a learning rate of 0 or a gradient of 0";
            yield return At(net.Graph[n.Node], Severity.Warning,
                $"a step changes its weights by {RuleText.Short(n.UpdateRatio)} of their norm (median of {facts.Steps} steps at learning rate {RuleText.Short(facts.LearningRate)}), {RuleText.Short(least)} to {RuleText.Short(most)} is sound",
                fix, new Evidence("updateRatio", n.UpdateRatio), new Evidence("learningRate", facts.LearningRate), new Evidence("steps", facts.Steps));
        }
    }

    private static RuleExample Example(double ratio) => new(RuleNets.Small, s => s with { Steps = new StepFacts(20, 0.05, [new("conv1", 0.8, ratio), new("dense1", 0.9, 0.002)]) });
}
