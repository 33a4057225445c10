namespace Fovea.Analysis;

/// <summary>TRN006: after training the loss is worse than that of guessing.</summary>
internal sealed class WorseThanGuessing : Rule
{
    public override string Id => "TRN006";

    public override string Title => "loss above that of guessing";

    public override Severity Severity => Severity.Error;

    public override string Why => "Giving each of C classes the same probability has a loss of ln C. A network whose loss is above that after an epoch is sure of wrong answers and has become worse than it was: the steps are so large that it has diverged, even though every number is finite.";

    public override string Source => "ln C is the cross entropy of a uniform guess; the threshold is heuristic";

    public override string Help => "lower the learning rate to a tenth, let it rise slowly, or clip the gradients (--clip-norm 1)";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("factor", 1.2, 1, 100, "", "training loss over ln C"),
        new("epochs", 1, 1, 1000, "epochs", "epochs that have to be over"),
    ];

    public override RuleExample Fires { get; } = Example(3.4, 2.9);

    public override RuleExample Silent { get; } = Example(1.9, 0.8);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Run is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Run is not { IsCrossEntropy: true } run || run.Epochs.Count < settings.Threshold(this, "epochs") || net.Graph.Output.Shape is not { IsImage: false, Channels: > 1 and var classes }) yield break;
        double loss = run.Epochs[^1].TrainLoss, guess = Math.Log(classes);
        if (!double.IsFinite(loss) || loss <= settings.Threshold(this, "factor") * guess) yield break;
        yield return Overall(Severity.Error, $"the training loss is {loss:F3} after {run.Epochs.Count} epoch{(run.Epochs.Count == 1 ? "" : "s")}; guessing has ln {classes} = {guess:F3}", null,
            new Evidence("loss", loss, "nats"), new Evidence("guessing", guess, "nats"), new Evidence("factor", loss / guess));
    }

    private static RuleExample Example(params double[] losses) => new(RuleNets.Small,
        s => s with { Run = new RunFacts { Epochs = [.. losses.Select((l, i) => new EpochFacts(i + 1, l, 0.2))] } });
}
