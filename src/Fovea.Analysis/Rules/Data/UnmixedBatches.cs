namespace Fovea.Analysis;

/// <summary>DAT008: images of the same class stand together in the batches.</summary>
internal sealed class UnmixedBatches : Rule
{
    public override string Id => "DAT008";

    public override string Title => "batches are not shuffled";

    public override Severity Severity => Severity.Error;

    public override string Why => "Data sets are often sorted by class. Batches in that order teach one class after the other: each makes the network forget the one before, and batch norm measures one class at a time.";

    public override string Source => "entropy of the labels within a batch, over that of random batches of the same size; the threshold is heuristic";

    public override string Help => "shuffle the images anew in each epoch (LoaderOptions.Shuffle; fovea train always does)";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("share", 0.7, 0, 1, "", "mean entropy within a batch over that of shuffled batches, below which it speaks")];

    public override RuleExample Fires { get; } = Example(i => i / 100);

    public override RuleExample Silent { get; } = Example(i => i * 7 % 10);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Data?.Mixing is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Data?.Mixing is not { } m || m.Share >= settings.Threshold(this, "share")) yield break;
        yield return Overall(Severity.Error,
            $"labels within a batch of {m.Batch} have an entropy of {m.Entropy:F2} nats, shuffled batches have {m.Expected:F2}: {RuleText.Percent(m.Share, 0)} of the mixing", null,
            new Evidence("entropy", m.Entropy, "nats"), new Evidence("expected", m.Expected, "nats"), new Evidence("share", 100 * m.Share, "%"));
    }

    private static RuleExample Example(Func<int, int> label) => new(RuleNets.Small,
        s => s with { Data = RuleNets.Even(100) with { Mixing = MixingFacts.Of([.. Enumerable.Range(0, 1000).Select(label)], 50) } });
}
