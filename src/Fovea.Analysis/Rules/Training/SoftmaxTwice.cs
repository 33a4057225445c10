namespace Fovea.Analysis;

/// <summary>TRN007: the loss stands still where a softmax too many lets it.</summary>
internal sealed class SoftmaxTwice : Rule
{
    public override string Id => "TRN007";

    public override string Title => "loss stands at the softmax floor";

    public override Severity Severity => Severity.Error;

    public override string Why => "Cross entropy has a softmax inside. When the network ends in one of its own, what goes into the loss lies in 0 … 1, and the loss cannot fall below ln(1 + (C − 1)/e) even when every answer is right. Training goes on with tiny gradients and looks stuck.";

    public override string Source => "cross entropy of softmax((1, 0, …, 0)): ln(1 + (C − 1)/e); 1.4612 for ten classes";

    public override string Help => "end the network with its last dense layer: the loss takes logits";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("distance", 5, 0, 100, "%", "distance of the training loss from the floor, or from what the wrong answers add to it"),
        new("accuracy", 80, 0, 100, "%", "training accuracy from which on that loss cannot be honest"),
    ];

    public override RuleExample Fires { get; } = Example(1.4733, 0.985);

    public override RuleExample Silent { get; } = Example(1.47, 0.47);

    /// <summary>The smallest cross entropy when its input is already a softmax over C classes.</summary>
    public static double Floor(int classes) => Math.Log(1 + (classes - 1) / Math.E);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Run is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Run is not { IsCrossEntropy: true, LabelSmoothing: 0, Epochs: { Count: > 0 } epochs } || net.Graph.Output.Shape is not { IsImage: false, Channels: > 1 and var classes }) yield break;
        EpochFacts last = epochs[^1];
        // Behind a second softmax a wrong answer that is sure of itself costs one nat more than a right one.
        double floor = Floor(classes), wrong = 1 - last.TrainAccuracy, above = last.TrainLoss - floor;
        double distance = 100 * Math.Max(-above, above - wrong) / floor;
        // A loss like that with most answers right cannot come from logits: those would have made it fall.
        if (!(distance <= settings.Threshold(this, "distance")) || 100 * last.TrainAccuracy < settings.Threshold(this, "accuracy")) yield break;
        yield return Overall(Severity.Error, $"{RuleText.Percent(last.TrainAccuracy)} of the training images are answered right and the loss is still {last.TrainLoss:F4}; {floor:F4} is the least that a softmax before the loss allows for {classes} classes", null,
            new Evidence("loss", last.TrainLoss, "nats"), new Evidence("floor", floor, "nats"), new Evidence("accuracy", 100 * last.TrainAccuracy, "%"));
    }

    private static RuleExample Example(double loss, double accuracy) => new(RuleNets.Small,
        s => s with { Run = new RunFacts { Epochs = [new(1, 1.9, 0.4), new(2, loss, accuracy)] } });
}
