namespace Fovea.Analysis;

/// <summary>TRN009: the last epochs made it worse.</summary>
internal sealed class LateEpochsLost : Rule
{
    public override string Id => "TRN009";

    public override string Title => "the last epochs made it worse";

    public override Severity Severity => Severity.Info;

    public override string Why => "When the training loss still falls and the validation accuracy does not, the later epochs are spent on learning by heart. The best epoch's weights are kept (weights/best.safetensors); the time after it is what could have been saved.";

    public override string Source => "Prechelt, \"Early stopping – but when?\", 1998; the threshold is heuristic";

    public override string Help => "stop early (--early-stop 5), train for fewer epochs, or augment the images";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("lost", 1, 0, 100, "points", "validation accuracy of the best epoch minus that of the last")];

    public override RuleExample Fires { get; } = Example(0.90, 0.86);

    public override RuleExample Silent { get; } = Example(0.90, 0.902);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Run?.Epochs.Count(e => e.ValidationAccuracy is not null) > 1;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        EpochFacts[] epochs = [.. net.Run?.Epochs.Where(e => e.ValidationAccuracy is not null) ?? []];
        if (epochs.Length < 2) yield break;
        EpochFacts best = epochs.MaxBy(e => e.ValidationAccuracy)!, last = epochs[^1];
        double lost = 100 * (best.ValidationAccuracy!.Value - last.ValidationAccuracy!.Value);
        // The best of many epochs is best by luck as well: two standard errors of the difference have to be exceeded.
        double noise = net.Run!.ValidationImages > 0 ? 200 * ShareInterval.StandardError(best.ValidationAccuracy.Value, net.Run.ValidationImages) : 0;
        if (lost <= Math.Max(noise, settings.Threshold(this, "lost"))) yield break;
        yield return Overall(Severity.Info,
            $"epoch {best.Epoch} of {last.Epoch} was best with {RuleText.Percent(best.ValidationAccuracy.Value)} of the validation images; the last has {RuleText.Percent(last.ValidationAccuracy.Value)}, {lost:F1} points less{(noise > 0 ? $" (up to {noise:F1} can be chance)" : "")}",
            $"stopping after epoch {best.Epoch} saves {100.0 * (last.Epoch - best.Epoch) / last.Epoch:F0} % of the time",
            new Evidence("lost", lost, "points"), new Evidence("bestEpoch", best.Epoch), new Evidence("epochs", last.Epoch), new Evidence("noise", noise, "points"));
    }

    private static RuleExample Example(double best, double last) => new(RuleNets.Small,
        s => s with { Run = new RunFacts { ValidationImages = 2000, Epochs = [new(1, 1.2, 0.6, 1.2, 0.6), new(2, 0.3, 0.92, 0.4, best), new(3, 0.1, 0.99, 0.6, last)] } });
}
