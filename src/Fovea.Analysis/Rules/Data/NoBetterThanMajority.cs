namespace Fovea.Analysis;

/// <summary>DAT004: the trained network is no better than one constant answer.</summary>
internal sealed class NoBetterThanMajority : Rule
{
    public override string Id => "DAT004";

    public override string Title => "no better than always the same answer";

    public override Severity Severity => Severity.Error;

    public override string Why => "A program that always answers the largest class, without looking at the image, scores that class's share. A network that does not beat it by more than chance has learned nothing that helps on new images.";

    public override string Source => "two standard errors of a share: √(p(1 − p)/n)";

    public override string Help => "check that images and labels belong together, then the learning rate; fovea doctor tries both";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("errors", 2, 0, 10, "", "standard errors by which the largest class's share has to be beaten")];

    public override RuleExample Fires { get; } = Example(0.62);

    public override RuleExample Silent { get; } = Example(0.85);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Answers is { Count: > 0 };

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Answers is not { Count: > 0 } a) yield break;
        double error = ShareInterval.StandardError(a.Majority, a.Count), needed = a.Majority + settings.Threshold(this, "errors") * error;
        if (a.Accuracy > needed) yield break;
        (double low, double high) = ShareInterval.Of(a.Accuracy, a.Count);
        yield return Overall(Severity.Error,
            $"{RuleText.Percent(a.Accuracy)} of {a.Count:N0} {a.On} images are answered right (95 %: {100 * low:F1} … {100 * high:F1}); always the same answer scores {RuleText.Percent(a.Majority)}", null,
            new Evidence("accuracy", 100 * a.Accuracy, "%"), new Evidence("majority", 100 * a.Majority, "%"), new Evidence("needed", 100 * needed, "%"), new Evidence("images", a.Count));
    }

    private static RuleExample Example(double accuracy) => new(RuleNets.Colour, s => s with { Answers = new AnswerFacts { On = "test", Count = 1000, Accuracy = accuracy, Majority = 0.61 } });
}
