namespace Fovea.Analysis;

/// <summary>INI004: a handful of images cannot be learned by heart.</summary>
internal sealed class CannotOverfit : Rule
{
    public override string Id => "INI004";

    public override string Title => "cannot learn a few images by heart";

    public override Severity Severity => Severity.Error;

    public override string Why => "Any network of a useful size can learn a few images by heart, random labels included. One that cannot is broken somewhere between input and update: a dead or frozen layer, a softmax too many, a learning rate that is far off. More data and more epochs do not mend it.";

    public override string Source => "Karpathy, \"A recipe for training neural networks\", 2019 (\"overfit one batch\"); Zhang, Bengio, Hardt, Recht, Vinyals, ICLR 2017, for random labels; the thresholds are heuristic";

    public override string Help => "look at the learning rate first, then at dead and frozen layers and at the end of the network";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("accuracy", 99, 0, 100, "%", "share of the images that has to be learned")];

    public override RuleExample Fires { get; } = Example(0.25, 2.30);

    public override RuleExample Silent { get; } = Example(1, 0.008);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Start?.Overfit is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Start?.Overfit is not { } o) yield break;
        double floor = SoftmaxTwice.Floor(net.Graph.Output.Shape.Channels);
        // All right, and no less loss than that: it does not come from logits.
        bool twice = Math.Abs(o.Loss - floor) < 0.02 * floor;
        if (!twice && 100 * o.Accuracy >= settings.Threshold(this, "accuracy")) yield break;
        string sign = twice ? $"; {floor:F4} is the least that a softmax before the loss's own softmax allows" : "";
        yield return Overall(Severity.Error, $"after {o.Steps:N0} steps on the same {o.Images} images {RuleText.Percent(o.Accuracy, 0)} are answered right and the loss is {o.Loss:F4}{sign}", null,
            new Evidence("accuracy", 100 * o.Accuracy, "%"), new Evidence("loss", o.Loss, "nats"), new Evidence("steps", o.Steps), new Evidence("images", o.Images));
    }

    private static RuleExample Example(double accuracy, double loss) => new(RuleNets.Small,
        s => s with { Start = new StartFacts { FirstLoss = 2.31, Images = 256, Overfit = new OverfitFacts(8, 300, accuracy, loss) } });
}
