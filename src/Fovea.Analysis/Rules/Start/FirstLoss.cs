namespace Fovea.Analysis;

/// <summary>INI001: the loss before the first step is not that of a network that knows nothing.</summary>
internal sealed class FirstLoss : Rule
{
    public override string Id => "INI001";

    public override string Title => "first loss far from ln C";

    public override Severity Severity => Severity.Error;

    public override string Why => "A network that knows nothing should give each of C classes the same probability, which is a cross entropy of ln C. A much larger first loss says that it is sure of wrong answers: inputs or first weights are too large, and the first steps go into undoing that.";

    public override string Source => "−ln(1/C) = ln C; Karpathy, \"A recipe for training neural networks\", 2019 (\"verify loss @ init\"); the thresholds are heuristic";

    public override string Help => "normalise the inputs, or divide the first weights of the last layer";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("notice", 10, 0, 1000, "%", "deviation from ln C from which on it is worth knowing"),
        new("deviation", 50, 0, 1000, "%", "deviation from ln C from which on it is a warning"),
        new("excess", 1, 0, 100, "nats", "deviation from ln C below which it is no more than worth knowing: logits of deviation 1 have half a nat, whatever C is"),
        new("factor", 3, 1, 1000, "", "first loss over ln C from which on it is an error"),
    ];

    public override RuleExample Fires { get; } = new(RuleNets.Small, s => s with { Start = new StartFacts { FirstLoss = 14.2, Within = 0.5, Images = 512 } });

    public override RuleExample Silent { get; } = new(RuleNets.Small, s => s with { Start = new StartFacts { FirstLoss = 2.38, Within = 0.02, Images = 512 } });

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Start is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Start is not { } start || net.Graph.Output.Shape is not { IsImage: false, Channels: > 1 and var classes }) yield break;
        double expected = Math.Log(classes), deviation = 100 * Math.Abs(start.FirstLoss - expected) / expected;
        if (deviation <= settings.Threshold(this, "notice")) yield break;
        bool large = Math.Abs(start.FirstLoss - expected) > settings.Threshold(this, "excess");
        Severity severity = !double.IsFinite(start.FirstLoss) ? Severity.Error : !large ? Severity.Info : start.FirstLoss > settings.Threshold(this, "factor") * expected ? Severity.Error : deviation > settings.Threshold(this, "deviation") ? Severity.Warning : Severity.Info;
        yield return At(net.Graph.Output, severity,
            $"the loss before the first step is {start.FirstLoss:F2} ± {start.Within:F2} on {start.Images:N0} images, ln {classes} = {expected:F3} is expected",
            null, new Evidence("firstLoss", start.FirstLoss, "nats"), new Evidence("expected", expected, "nats"), new Evidence("deviation", deviation, "%"));
    }
}
