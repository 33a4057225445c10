namespace Fovea.Analysis;

/// <summary>INI005: the trained network is as good without its image.</summary>
internal sealed class IgnoresTheImage : Rule
{
    public override string Id => "INI005";

    public override string Title => "the image does not matter";

    public override Severity Severity => Severity.Error;

    public override string Why => "A network that has learned something from the images must lose it when the images are replaced by the mean image. When its loss does not rise, the images do not reach it: a broken pipeline, a dead layer, or training that only learned how frequent the classes are.";

    public override string Source => "Karpathy, \"A recipe for training neural networks\", 2019 (\"input-independent baseline\")";

    public override string Help => "look at the images as the network sees them, then at dead layers (TRN001)";

    public override RuleExample Fires { get; } = Example(2.301);

    public override RuleExample Silent { get; } = Example(3.9);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Answers is { Loss: not null, BlankLoss: not null };

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Answers is not { Loss: { } loss, BlankLoss: { } blank } a || blank > loss) yield break;
        yield return Overall(Severity.Error, $"the loss on {a.Count:N0} {a.On} images is {loss:F3}, and {blank:F3} when each is replaced by the mean image", null,
            new Evidence("loss", loss, "nats"), new Evidence("blankLoss", blank, "nats"));
    }

    private static RuleExample Example(double blank) => new(RuleNets.Small,
        s => s with { Answers = new AnswerFacts { On = "validation", Count = 500, Accuracy = 0.8, Majority = 0.1, Loss = blank < 3 ? 2.302 : 0.5, BlankLoss = blank } });
}
