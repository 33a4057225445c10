namespace Fovea.Analysis;

/// <summary>TRN012: channels that say the same as others.</summary>
internal sealed class RedundantChannels : Rule
{
    public override string Id => "TRN012";

    public override string Title => "channels that say the same";

    public override Severity Severity => Severity.Info;

    public override string Why => "Two channels whose activations rise and fall together on every image tell the next layer the same thing twice. A layer with many such pairs is wider than its task: a narrower one would do as well, with less time and memory.";

    public override string Source => "correlation of activations over images and places; the thresholds are heuristic";

    public override string Help => "try the layer with fewer channels";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("share", 30, 0, 100, "%", "share of a layer's channels that repeat an earlier one")];

    public override RuleExample Fires { get; } = Example(7);

    public override RuleExample Silent { get; } = Example(2);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Activations is { Trained: true };

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        // First weights make neighbouring channels alike on smooth images; only what training leaves is worth a word.
        if (net.Activations is not { Trained: true } facts) yield break;
        foreach (NodeActivity a in facts.Nodes)
        {
            double share = 100.0 * a.Redundant / a.Units;
            if (!net.Graph.Contains(a.Node) || net.Graph[a.Node].Op is not (Conv2d or Dense) || net.Graph[a.Node] == net.Graph.Output || share <= settings.Threshold(this, "share")) continue;
            yield return At(net.Graph[a.Node], Severity.Info,
                $"{a.Redundant} of {a.Units} channels ({share:F0} %) repeat an earlier one on {facts.Images:N0} images: |correlation| above {NodeActivity.RedundantFrom}",
                $"{a.Units - a.Redundant} channels may do",
                new Evidence("redundant", a.Redundant, "channels"), new Evidence("share", share, "%"), new Evidence("images", facts.Images));
        }
    }

    private static RuleExample Example(int redundant) => new(RuleNets.Small,
        s => s with { Activations = new ActivationFacts { Images = 1024, Trained = true, Nodes = [new("conv2", 16, 0, 0.4, 0.8, -3, 6, redundant)] } });
}
