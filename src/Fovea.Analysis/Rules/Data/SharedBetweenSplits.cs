namespace Fovea.Analysis;

/// <summary>DAT005: images that are tested on were trained on.</summary>
internal sealed class SharedBetweenSplits : Rule
{
    public override string Id => "DAT005";

    public override string Title => "the same images in two splits";

    public override Severity Severity => Severity.Error;

    public override string Why => "A network knows the images it was trained on by heart. Each of them among the test images is answered right whether or not the network has understood anything, so the score is too good, by up to their share.";

    public override string Source => "Barz, Denzler, \"Do we train on test data? Purging CIFAR of near-duplicates\", 2020 (arXiv:1902.00423): 3.3 % of CIFAR-10's and 10 % of CIFAR-100's test images; here only exact copies are counted";

    public override string Help => "remove them from the training images, or test on other images";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("share", 1, 0, 100, "%", "share of the later split from which on it is an error")];

    public override RuleExample Fires { get; } = new(RuleNets.Small, s => s with { Data = RuleNets.Even(100) with { Shared = [new SharedImages("train", "validation", 312, 1000, "train/7.png = validation/9.png")] } });

    public override RuleExample Silent { get; } = new(RuleNets.Small, s => s with { Data = RuleNets.Even(100) });

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Data is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        foreach (SharedImages s in net.Data?.Shared ?? [])
        {
            if (s.Count == 0 || s.Of == 0) continue;
            double share = 100.0 * s.Count / s.Of;
            yield return Overall(share > settings.Threshold(this, "share") ? Severity.Error : Severity.Warning,
                $"{s.Count:N0} of {s.Of:N0} {s.Second} images ({share:F1} %) are also in {s.First}, pixel for pixel{(s.Example.Length > 0 ? $": {s.Example}" : "")}",
                $"without them {s.Of - s.Count:N0} {s.Second} images are left; the score may be too good by up to {share:F1} points",
                new Evidence("shared", s.Count, "images"), new Evidence("share", share, "%"));
        }
    }
}
