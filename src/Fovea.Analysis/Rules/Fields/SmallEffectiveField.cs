namespace Fovea.Analysis;

/// <summary>RFX005: the network could see far, and does not.</summary>
internal sealed class SmallEffectiveField : Rule
{
    public override string Id => "RFX005";

    public override string Title => "effective receptive field far below theoretical";

    public override Severity Severity => Severity.Info;

    public override string Why => "The receptive field says what a number can depend on. How much it does depend on each pixel falls off like a bell curve from the middle, so the part that counts is smaller, and grows more slowly with depth. When the declared field spans the object and the measured one does not, the network may still judge by patches.";

    public override string Source => "Luo, Li, Urtasun, Zemel, \"Understanding the effective receptive field in deep convolutional neural networks\", NeurIPS 2016, arXiv:1701.04128; the threshold is ours";

    public override string Help => "train longer, halve the maps earlier, or dilate; random crops and scales in training widen it";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("ratio", 0.25, 0, 1, "", "measured side over the side of what it may see within the image, below which it speaks")];

    private const string Net = "64x64x3 | 3 * (conv 16 3x3 | relu) | maxpool 2 | 3 * (conv 32 3x3 | relu) | maxpool 2 | 3 * (conv 64 3x3 | relu) | globalavgpool | dense 10";

    public override RuleExample Fires { get; } = new(Net, s => s with { EffectiveFields = new Dictionary<string, double> { ["relu9"] = 9 } });

    public override RuleExample Silent { get; } = new(Net, s => s with { EffectiveFields = new Dictionary<string, double> { ["relu9"] = 27 } });

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.EffectiveFields.Count > 0;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        // Where not even the theoretical field reaches, RFX001 has said so.
        if (ShortSight.Seen(net) is not { } s || s.Share < 0.5 || !net.EffectiveFields.TryGetValue(s.End.Name, out double measured)) yield break;
        // Nothing is measured beyond the image's edge.
        (ReceptiveField field, Shape image) = (net.Fields[s.End], net.Graph.Input.Shape);
        double theory = Math.Sqrt((double)Math.Min(field.Height, image.Height) * Math.Min(field.Width, image.Width)), ratio = measured / theory;
        if (ratio >= settings.Threshold(this, "ratio")) yield break;
        yield return At(s.End, Severity.Info, $"the declaration lets it see {theory:0} px of the image, the measurement shows {measured:0} px ({Amount.Percent(ratio)}); the object has {s.Object:0}",
            ShortSight.Earlier(net, s.End, 1.5 * s.Pixels),
            new Evidence("theoretical", theory, "px"), new Evidence("effective", measured, "px"), new Evidence("ratio", ratio));
    }
}
