namespace Fovea.Analysis;

/// <summary>SHP009: groups that do not divide the channels, or channels that never meet.</summary>
internal sealed class UnmixedGroups : Rule
{
    public override string Id => "SHP009";

    public override string Title => "groups of channels that never meet";

    public override Severity Severity => Severity.Error;

    public override string Why => "A convolution in g groups is g smaller networks side by side, which save g times the work. Unless a later layer reads across the groups, they stay apart to the end: no feature can combine what two groups have seen. A depthwise convolution is the extreme, with one channel in each group.";

    public override string Source => "arithmetic; the remedies are those of MobileNet (Howard et al. 2017: a 1×1 convolution behind each depthwise one) and ShuffleNet (Zhang, Zhou, Lin, Sun, CVPR 2018, section 3.1)";

    public override string Help => "a 1×1 convolution without groups behind it";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("layers", 2, 1, 100, "", "convolutions and dense layers within which the channels have to meet")];

    public override RuleExample Fires { get; } = new("32x32x3 | conv 32 3x3 | relu | conv 32 3x3 groups 4 | relu | conv 32 3x3 groups 4 | relu | conv 32 3x3 groups 4 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 32 3x3 | relu | conv 32 3x3 groups 4 | relu | conv 32 1x1 | relu | depthwise 3x3 | relu | conv 64 1x1 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Broken is { Inputs: [{ Shape: var x }] } e && Divides(e))
        {
            var c = (Conv2d)e.Op!;
            yield return new Finding(Id, Severity.Error, e.Node, e.DeclaredAt, e.Problem,
                [new("groups", c.Groups), new("inputChannels", x.Channels), new("outputChannels", c.OutChannels)], Divisor(c, x.Channels));
        }
        var reported = new HashSet<Node>();
        int layers = (int)settings.Threshold(this, "layers");
        foreach (Node node in net.Graph.Nodes)
        {
            if (node.Op is not Conv2d { Groups: > 1 } c || reported.Contains(node)) continue;
            var apart = new List<Node>();
            if (Meets(net.Graph, node, c.OutChannels / c.Groups, layers, apart)) continue;
            if (net.Broken is not null && apart.Count < layers) continue;
            reported.UnionWith(apart);
            Graph? mixed = Change.Try(net.Graph, n => n == node ? [c, new Conv2d(c.OutChannels, 1, 1, 1, 1, Padding.Same, 1, 1, 1, c.Bias)] : null);
            yield return At(node, Severity.Warning,
                $"its {c.Groups} groups of {Amount.Count(c.OutChannels / c.Groups, "channel")} do not meet {(apart.Count == 0 ? "before the end of the network" : $"in the next {Amount.Count(apart.Count, "layer")} ({Amount.Names(apart)})")}",
                mixed is null ? null : $"'conv {c.OutChannels} 1x1' behind it lets every channel see all others: {Change.Cost(net.Graph, mixed)}",
                new Evidence("groups", c.Groups), new Evidence("layers", apart.Count));
        }
    }

    /// <summary>True when a network could not be built because groups do not divide channels.</summary>
    public static bool Divides(DeclarationException e) => e is { Op: Conv2d { Groups: > 1 } c, Inputs: [{ Shape: { IsImage: true } x }] } && (x.Channels % c.Groups != 0 || c.OutChannels % c.Groups != 0);

    // Follows the channels of a group, in runs of 'run' channels, until a layer reads more than one of them.
    private static bool Meets(Graph graph, Node node, int run, int layers, List<Node> apart)
    {
        foreach (Node next in graph.Consumers(node))
        {
            switch (next.Op)
            {
                case Conv2d c:
                    int read = next.Inputs[0].Shape.Channels / c.Groups;
                    if (read > run) return true;
                    if (!apart.Contains(next)) apart.Add(next);
                    if (apart.Count < layers && Meets(graph, next, c.OutChannels / c.Groups * Math.Max(1, run / read), layers, apart)) return true;
                    break;
                // A concat may put groups side by side in any order.
                case Dense or Flatten or Concat: return true;
                default:
                    if (Meets(graph, next, run, layers, apart)) return true;
                    break;
            }
        }
        return false;
    }

    private static string Divisor(Conv2d c, int channels)
    {
        int groups = c.Groups;
        while (channels % groups != 0) groups--;
        int outputs = (c.OutChannels + groups - 1) / groups * groups;
        long weights = (long)channels / groups * outputs * c.KernelHeight * c.KernelWidth;
        return $"'{c with { Groups = groups, OutChannels = outputs }}' fits {channels} channels, with {Amount.Of(weights)} weights";
    }
}
