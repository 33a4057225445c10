namespace Fovea.Analysis;

/// <summary>CAP007: a trained layer that uses few of the directions its channels span, unlike the layers beside it.</summary>
internal sealed class UnusedDirections : Rule
{
    public override string Id => "CAP007";

    public override string Title => "uses few of its channels' directions";

    public override Severity Severity => Severity.Info;

    public override string Why => "The saturation of a layer is the share of directions in the space of its channels that hold 99 % of the variance of what it gives. A layer that is far wider than those beside it, or far less saturated, and uses few of its directions computes many channels that are mixtures of a few: it could be narrower. How saturated a layer is depends on its width and on the data, so layers are compared within one network only, and a whole row of layers with low saturation is left alone: whether they are wasted only a probe of what they know can tell. A layer cannot use more directions than its windows read numbers; the share is that of the directions it could use.";

    public override string Source => "Richter, Shenk, Byttner, Arpteg, Huss, \"Feature space saturation during training\", 2020, arXiv:2006.08679; the package delve; the comparison with the layers beside it is ours";

    public override string Help => "fewer channels in that layer, or drop it";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("saturation", 0.1, 0, 1, "", "share of the directions it could use that hold 99 % of the variance, below which a layer is called unused"),
        new("channels", 32, 2, 1e6, "channels", "width of the layer, at least: the share of a few channels is coarse"),
        new("beside", 4, 1, 1000, "times", "its width over that of the widest layer beside it, or the least saturation beside it over its own, above which it stands out"),
    ];

    public override RuleExample Fires { get; } = new(Net, s => s with { Saturation = new Dictionary<string, double> { ["conv1"] = 0.4, ["conv2"] = 0.04, ["conv3"] = 0.3 } });

    public override RuleExample Silent { get; } = new(Net, s => s with { Saturation = new Dictionary<string, double> { ["conv1"] = 0.4, ["conv2"] = 0.3, ["conv3"] = 0.3 } });

    private const string Net = "32x32x3 | conv 64 3x3 | relu | conv 512 3x3 | relu | conv 64 3x3 | relu | globalavgpool | dense 10";

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Saturation is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Saturation is not { } measured) yield break;
        IReadOnlySet<Node> heads = net.Graph.Heads();
        double limit = settings.Threshold(this, "saturation"), least = settings.Threshold(this, "channels"), far = settings.Threshold(this, "beside");
        foreach (Node node in net.Graph.Nodes)
        {
            int channels = node.Shape.Channels;
            if (!node.Op.IsWeighted() || channels < least || heads.Contains(node) || Share(node, measured) is not { } share || share >= limit) continue;
            // As many outputs as there are classes say nothing about a width.
            Node[] beside = [.. net.Graph.Beside(node).Where(n => !heads.Contains(n))];
            if (beside.Length == 0) continue;
            double wider = (double)channels / beside.Max(n => n.Shape.Channels), theirs = beside.Min(n => Share(n, measured)) ?? 0;
            if (wider <= far && theirs <= far * share) continue;
            int could = Reach(node), used = Math.Max(1, (int)Math.Round(measured[node.Name] * channels));
            // Twice the directions in use leaves room; whole vectors of 8 cost nothing.
            int narrow = (2 * used + 7) / 8 * 8;
            Graph? changed = narrow < channels ? Widths.Of(net.Graph, n => n == node ? narrow : null) : null;
            yield return At(node, Severity.Info,
                $"{node.Name} uses {used} of its {channels} directions for 99 % of the variance{(could < channels ? $" and could use {could}" : "")}; {Unlike(beside, wider, theirs, far)}",
                changed is null ? null : $"{narrow} channels instead of {channels}: {Change.Cost(net.Graph, changed)}",
                new Evidence("saturation", measured[node.Name]), new Evidence("channels", channels), new Evidence("used", used), new Evidence("usable", could),
                new Evidence("widthOverBeside", wider), new Evidence("saturationBeside", theirs));
        }
    }

    private static string Unlike(Node[] beside, double wider, double theirs, double far) => wider > far
        ? $"it is {wider:0.#} times as wide as {(beside.Length == 1 ? beside[0].Name : $"the widest of {Amount.Names(beside)}")}"
        : $"{Amount.Names(beside)} {(beside.Length == 1 ? "uses" : "use at least")} {Amount.Percent(theirs)} of theirs";

    // Share of the directions that a layer could use.
    private static double? Share(Node node, IReadOnlyDictionary<string, double> measured)
        => measured.TryGetValue(node.Name, out double saturation) ? saturation * node.Shape.Channels / Reach(node) : null;

    // The rank of a product of matrices is at most that of each; the groups of a convolution are matrices of their own.
    private static int Reach(Node node) => node.Op is Conv2d c
        ? c.Groups * Math.Min(c.OutChannels / c.Groups, c.KernelHeight * c.KernelWidth * node.Inputs[0].Shape.Channels / c.Groups)
        : (int)Math.Min(node.Shape.Channels, node.Inputs[0].Shape.Count);
}
