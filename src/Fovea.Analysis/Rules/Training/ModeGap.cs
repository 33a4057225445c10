namespace Fovea.Analysis;

/// <summary>NRM005: right in a training step, wrong as it is shipped.</summary>
internal sealed class ModeGap : Rule
{
    public override string Id => "NRM005";

    public override string Title => "worse in inference than in training";

    public override Severity Severity => Severity.Error;

    public override string Why => "Batch norm uses the batch's mean and variance while it trains and running averages of them afterwards. When these averages have not caught up (too few steps, a momentum that is too small, weights that still move fast) or were measured on other images, the shipped network computes something else than the one that was trained.";

    public override string Source => "Ioffe, Szegedy, \"Batch normalization\", ICML 2015, section 3.1; the threshold is heuristic";

    public override string Help => "train for more steps with a falling learning rate, raise the momentum of the norms, or measure their statistics anew";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("gap", 5, 0, 100, "points", "accuracy in training mode minus accuracy in inference, on the same images")];

    public override RuleExample Fires { get; } = Example(0.97, 0.12, 900);

    public override RuleExample Silent { get; } = Example(0.93, 0.925, 30);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Answers?.Modes is { Count: > 0 };

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Answers?.Modes is not { Count: > 0 } m || net.Graph.Nodes.FirstOrDefault(n => n.Op is BatchNorm) is not { } norm) yield break;
        double gap = 100 * (m.Training - m.Inference), error = 100 * m.StandardError;
        if (gap <= settings.Threshold(this, "gap") || gap <= 2 * error) yield break;
        yield return At(norm, Severity.Error,
            $"with batch statistics {RuleText.Percent(m.Training)} of {m.Count:N0} images are answered right, with running statistics {RuleText.Percent(m.Inference)}: {gap:F1} ± {ShareInterval.Z95 * error:F1} points less", null,
            new Evidence("gap", gap, "points"), new Evidence("training", 100 * m.Training, "%"), new Evidence("inference", 100 * m.Inference, "%"), new Evidence("images", m.Count));
    }

    private static RuleExample Example(double training, double inference, int differ) => new(RuleNets.Normalised,
        s => s with { Answers = new AnswerFacts { On = "validation", Count = 1000, Accuracy = inference, Majority = 0.1, Modes = new ModeFacts(1000, training, inference, differ) } });
}
