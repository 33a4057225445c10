namespace Fovea.Analysis;

/// <summary>RFX001: no feature sees a whole object.</summary>
internal sealed class ShortSight : Rule
{
    public override string Id => "RFX001";

    public override string Title => "no feature sees a whole object";

    public override Severity Severity => Severity.Warning;

    public override string Why => "A number of the last feature maps sees only its receptive field. When that is much smaller than the object, each of them judges a patch, and a global pooling then counts patches without knowing how they lie. Dense layers behind a flatten can still combine them, place by place.";

    public override string Source => "the rule of the largest useful resolution in rfa_toolbox (Richter et al., ICMLA 2021); the threshold is ours";

    public override string Help => "more layers, a pooling earlier on, or dilation";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("share", 0.5, 0, 10, "", "receptive field of the last feature maps over the side of the object, below which it speaks")];

    public override RuleExample Fires { get; } = new("64x64x3 | conv 32 3x3 | relu | conv 32 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | conv 64 3x3 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("64x64x3 | conv 32 3x3 | relu | maxpool 2 | conv 32 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | maxpool 2 | conv 64 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (Seen(net) is not { } s || s.Share >= settings.Threshold(this, "share")) yield break;
        Node end = s.End;
        bool counts = net.Graph.Consumers(end).Any(n => n.Op is GlobalAveragePool or GlobalMaxPool) || !net.Graph.Nodes.Any(n => n.Op is Dense);
        yield return At(end, counts ? Severity.Warning : Severity.Info,
            $"the last feature maps see {s.Pixels} of {s.Object:0} pixels{(net.ObjectSize is null ? "" : " of an object")} ({Amount.Percent(s.Share)}){(counts ? ", and what follows counts patches" : "; the dense layers have to put the patches together")}",
            Fix(net, s, settings.Threshold(this, "share")),
            new Evidence("receptiveField", s.Pixels, "px"), new Evidence("objectSize", s.Object, "px"), new Evidence("share", 100 * s.Share, "%"));
    }

    /// <summary>How much of the object the last maps see along the axis where they see less; null when there is no convolution with a window.</summary>
    public static (Node End, int Pixels, double Object, double Share)? Seen(LintSubject net)
    {
        if (net.LastMaps is not { } end) return null;
        if (net.Fields[end] is not { IsWhole: false } f || !Structure.Convolutions(net.Graph).Any(n => n.Op is Conv2d c && c.KernelHeight * c.KernelWidth > 1)) return null;
        double height = Math.Min(net.ObjectSize ?? double.MaxValue, net.Graph.Input.Shape.Height), width = Math.Min(net.ObjectSize ?? double.MaxValue, net.Graph.Input.Shape.Width);
        return f.Height / height <= f.Width / width ? (end, f.Height, height, f.Height / height) : (end, f.Width, width, f.Width / width);
    }

    private static string? Fix(LintSubject net, (Node End, int Pixels, double Object, double Share) s, double share)
    {
        var ways = new List<string>();
        Node? last = Structure.Convolutions(net.Graph).LastOrDefault(n => n.Op is Conv2d { Groups: 1 } c && c.KernelHeight == 3 && c.StrideHeight == 1);
        int jump = Math.Max(1, net.Fields[s.End].JumpHeight), missing = (int)Math.Ceiling((share * s.Object - s.Pixels) / (2.0 * jump));
        if (last?.Op is Conv2d c)
        {
            Op[] more = [c, .. Enumerable.Range(0, missing).SelectMany(_ => new Op[] { new Relu(), c with { KernelHeight = 3, KernelWidth = 3 } })];
            if (missing <= 16 && Change.Try(net.Graph, n => n == last ? more : null) is { } deeper)
                ways.Add($"{missing} more '{c}' at the end see {Field(deeper)} px ({Change.Cost(net.Graph, deeper)})");
        }
        if (Earlier(net, s.End, share * s.Object) is { } pooled) ways.Add(pooled);
        return ways.Count == 0 ? null : string.Join("; or ", ways);
    }

    /// <summary>One pooling more, or two, early on: the first that makes the last maps see so many pixels; null when they do not.</summary>
    public static string? Earlier(LintSubject net, Node end, double pixels)
    {
        Node[] convolutions = [.. Structure.Convolutions(net.Graph)];
        for (int poolings = 1; poolings <= 2 && poolings < convolutions.Length && Structure.Side(end.Shape) >> poolings >= 4; poolings++)
        {
            Node[] before = convolutions[1..(poolings + 1)];
            if (Change.Try(net.Graph, n => before.Contains(n) ? [new MaxPool(2, 2, 2, 2, Padding.Valid, false), n.Op] : null) is { } pooled && Field(pooled) >= pixels)
                return $"a 'maxpool 2' before {string.Join(" and ", before.Select(n => n.Name))} makes it {Field(pooled)} px ({Change.Cost(net.Graph, pooled)})";
        }
        return null;
    }

    private static int Field(Graph graph)
    {
        ReceptiveField f = ReceptiveField.Of(graph)[Structure.HeadInput(graph)!];
        return Math.Min(f.Height, f.Width);
    }
}
