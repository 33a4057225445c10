namespace Fovea.Analysis;

/// <summary>TRN008: much better on training images than on others.</summary>
internal sealed class GeneralisationGap : Rule
{
    public override string Id => "TRN008";

    public override string Title => "memorises the training images";

    public override Severity Severity => Severity.Serious;

    public override string Why => "A network can learn its training images by heart, random labels included, so being right on them proves nothing. The gap to images that it has not seen is what was learned by heart; number of parameters alone does not decide it, the kind of network does.";

    public override string Source => "Zhang, Bengio, Hardt, Recht, Vinyals, \"Understanding deep learning requires rethinking generalization\", ICLR 2017, table 1: on CIFAR-10 an MLP reaches 100 % and 52.4 %, a small Inception network with as many parameters 100 % and 85.8 %; the thresholds are heuristic";

    public override string Help => "augment the images (--flip, --shift), collect more, use weight decay or dropout, convolutions in place of dense layers";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("gap", 10, 0, 100, "points", "training accuracy minus validation accuracy from which on it is a warning"),
        new("serious", 25, 0, 100, "points", "gap from which on it is shown even in quiet mode"),
    ];

    public override RuleExample Fires { get; } = Example(1, 0.52);

    public override RuleExample Silent { get; } = Example(0.94, 0.91);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Run?.Epochs.Any(e => e.ValidationAccuracy is not null) == true;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Run is not { } run || run.Epochs.LastOrDefault(e => e.ValidationAccuracy is not null) is not { ValidationAccuracy: { } validation } epoch) yield break;
        double gap = 100 * (epoch.TrainAccuracy - validation), limit = settings.Threshold(this, "gap");
        (double low, double high) = run.ValidationImages > 0 ? ShareInterval.Of(validation, run.ValidationImages) : (validation, validation);
        // The training accuracy comes from far more images: the validation images decide how certain the gap is.
        if (gap <= limit || 100 * (epoch.TrainAccuracy - high) <= 0) yield break;
        string interval = run.ValidationImages > 0 ? $" (95 %: {100 * low:F1} … {100 * high:F1}, {run.ValidationImages:N0} images)" : "";
        yield return Overall(gap > settings.Threshold(this, "serious") ? Severity.Serious : Severity.Warning,
            $"in epoch {epoch.Epoch} {RuleText.Percent(epoch.TrainAccuracy)} of the training images are answered right and {RuleText.Percent(validation)} of the validation images{interval}: {gap:F1} points less", null,
            new Evidence("gap", gap, "points"), new Evidence("training", 100 * epoch.TrainAccuracy, "%"), new Evidence("validation", 100 * validation, "%"));
    }

    private static RuleExample Example(double train, double validation) => new(RuleNets.Small,
        s => s with { Run = new RunFacts { ValidationImages = 1000, Epochs = [new(1, 1.2, 0.6, 1.2, 0.5), new(2, 0.1, train, 1.0, validation)] } });
}
