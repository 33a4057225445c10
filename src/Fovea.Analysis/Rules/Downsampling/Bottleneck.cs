namespace Fovea.Analysis;

/// <summary>DWN005: a down-sampling throws away most of the numbers, and no channels make up for it.</summary>
internal sealed class Bottleneck : Rule
{
    private const double Usual = 0.5;

    public override string Id => "DWN005";

    public override string Title => "down-sampled without more channels";

    public override Severity Severity => Severity.Serious;

    public override string Why => "Halving both sides leaves a quarter of the numbers. Most networks double the channels at that point, so that half is left. Where far fewer are left, what the layers before have found has to go through a narrow place.";

    public override string Source => "arithmetic: channels of the widest maps behind a down-sampling over those in front of it, over the pixels that one of its pixels stands for; thresholds are ours, set so that VGG, ResNet, MobileNet, SqueezeNet and DenseNet pass";

    public override string Help => "double the channels where the size is halved";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("share", 0.2, 0, 1, "", "numbers behind the down-sampling over numbers in front of it, below which it is a warning"),
        new("serious", 0.1, 0, 1, "", "the same, below which it is serious"),
    ];

    public override RuleExample Fires { get; } = new("32x32x3 | conv 64 3x3 | relu | conv 64 3x3 | relu | maxpool 2 | conv 16 3x3 | relu | conv 16 3x3 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 64 3x3 | relu | conv 64 3x3 | relu | maxpool 2 | conv 128 3x3 | relu | conv 128 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        int end = Structure.HeadInput(net.Graph)?.Index ?? -1;
        Node[] maps = [.. net.Graph.Nodes.Where(n => n.Index <= end)];
        // What a pooling passes on is not counted: the layers behind it decide how much is kept.
        var widest = maps.Where(n => n.Op is Conv2d or Concat or Add).GroupBy(Jump).ToDictionary(g => g.Key, g => g.MaxBy(n => n.Shape.Channels)!);
        var seen = new HashSet<long>();
        foreach (Node down in Structure.Downsamplings(net.Graph))
        {
            long from = Jump(down.Inputs[0]), level = Jump(down);
            // Colours are no features yet, and the last pooling only makes room for the head.
            if (net.Broken is not null || !widest.TryGetValue(from, out Node? before) || !widest.TryGetValue(level, out Node? behind) || !seen.Add(level)) continue;
            // Rows that fall away at the end are SHP003's: strides are what counts here.
            double share = (double)behind.Shape.Channels / before.Shape.Channels * from / level;
            if (share >= settings.Threshold(this, "share")) continue;
            double factor = Usual / share;
            Graph? wide = Change.Try(net.Graph, n => n.Op is Conv2d c && n.Index <= end && Jump(n) >= level && c.Groups == 1 ? [c with { OutChannels = (int)Math.Ceiling(c.OutChannels * factor) }] : null);
            yield return At(down, share < settings.Threshold(this, "serious") ? Severity.Serious : Severity.Warning,
                $"of {Amount.Count(before.Shape.Channels, "channel")} in front of it at most {behind.Shape.Channels} are left behind it ({behind.Name}), on {Amount.Percent((double)from / level)} of the pixels: {Amount.Percent(share)} of the numbers, where doubled channels would leave 50 %",
                wide is null ? null : $"{factor:0.#} times the channels from there on, {wide[behind.Name].Shape} in {behind.Name}: {Change.Cost(net.Graph, wide)}",
                new Evidence("channelsBefore", before.Shape.Channels), new Evidence("channelsBehind", behind.Shape.Channels), new Evidence("share", 100 * share, "%"));
        }

        long Jump(Node n) => (long)net.Fields[n].JumpHeight * net.Fields[n].JumpWidth;
    }
}
