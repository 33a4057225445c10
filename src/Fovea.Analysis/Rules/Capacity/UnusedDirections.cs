namespace Fovea.Analysis;

/// <summary>CAP007: a trained layer that uses few of the directions its channels span.</summary>
internal sealed class UnusedDirections : Rule
{
    public override string Id => "CAP007";

    public override string Title => "uses few of its channels' directions";

    public override Severity Severity => Severity.Info;

    public override string Why => "The saturation of a layer is the share of directions in the space of its channels that hold 99 % of the variance of its activations. A layer far below its neighbours computes many channels that are mixtures of a few: it could be narrower, or it stands where nothing is left to compute. Compare within one network only.";

    public override string Source => "Richter, Shenk, Byttner, Arpteg, Huss, \"Feature space saturation during training\", 2020, arXiv:2006.08679; the package delve";

    public override string Help => "fewer channels in that layer, or drop it";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("saturation", 0.1, 0, 1, "", "share of directions with 99 % of the variance, below which a layer is called unused"),
        new("channels", 32, 2, 1e6, "channels", "width of the layer, at least: the share of a few channels is coarse"),
    ];

    public override RuleExample Fires { get; } = new(Net, s => s with { Saturation = new Dictionary<string, double> { ["conv1"] = 0.4, ["conv2"] = 0.04 } });

    public override RuleExample Silent { get; } = new(Net, s => s with { Saturation = new Dictionary<string, double> { ["conv1"] = 0.4, ["conv2"] = 0.3 } });

    private const string Net = "32x32x3 | conv 64 3x3 | relu | conv 512 3x3 | relu | globalavgpool | dense 10";

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Saturation is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Saturation is not { } measured) yield break;
        IReadOnlySet<Node> heads = net.Graph.Heads();
        double limit = settings.Threshold(this, "saturation"), least = settings.Threshold(this, "channels");
        foreach (Node node in net.Graph.Nodes)
        {
            if (!measured.TryGetValue(node.Name, out double saturation) || saturation >= limit || node.Shape.Channels < least || heads.Contains(node)) continue;
            int channels = node.Shape.Channels, used = Math.Max(1, (int)Math.Round(saturation * channels));
            // Twice the directions in use leaves room; whole vectors of 8 cost nothing.
            int narrow = Math.Min(channels, (2 * used + 7) / 8 * 8);
            Graph? changed = node.Op.IsWeighted() ? Widths.Of(net.Graph, n => n == node ? narrow : null) : null;
            yield return At(node, Severity.Info, $"{node.Name} uses {used} of its {channels} directions for 99 % of the variance",
                changed is null ? null : $"{narrow} channels instead of {channels}: {Change.Cost(net.Graph, changed)}",
                new Evidence("saturation", saturation), new Evidence("channels", channels), new Evidence("used", used));
        }
    }
}
