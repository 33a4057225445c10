namespace Fovea.Analysis;

/// <summary>DWN004: resolution is given away before anything has looked at it.</summary>
internal sealed class HastyStem : Rule
{
    public override string Id => "DWN004";

    public override string Title => "down-sampled before anything has looked";

    public override Severity Severity => Severity.Warning;

    public override string Why => "Two poolings in a row are one larger pooling: no layer in between could use the detail that the second one takes. The first layers of an ImageNet network, a stride of 2 and a pooling of 2, are the same thing for images of 32 pixels: they leave 8×8 after a single convolution.";

    public override string Source => "rfa_toolbox's example (ResNet-18 on 16 px images: 17 % with the ImageNet stem, 34 % with a 3×3 one of stride 1); ResNet for CIFAR, He et al. 2016, section 4.2. Thresholds are ours";

    public override string Help => "a 3×3 convolution with stride 1 and no pooling as the first layers for small images; a convolution between two poolings";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("size", 64, 1, 4096, "px", "largest side of an input that counts as small"),
        new("factor", 4, 2, 64, "", "how many times smaller the maps may not be before the second convolution of a small input"),
    ];

    public override RuleExample Fires { get; } = new("32x32x3 | conv 64 7x7 stride 2 | bn | relu | maxpool 3x3 stride 2 pad 1 | conv 64 3x3 | relu | conv 128 3x3 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 64 3x3 | bn | relu | conv 64 3x3 stride 2 | relu | conv 128 3x3 | relu | maxpool 2 | conv 128 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Node[] downs = [.. Structure.Downsamplings(net.Graph)];
        if (Stem(net, settings, downs) is { } stem) yield return stem;
        foreach (Node second in downs.Where(n => n.Op is MaxPool or AveragePool))
            if (Structure.Before(second) is { Op: MaxPool or AveragePool } first && downs.Contains(first)) yield return Twice(net, first, second);
    }

    private Finding? Stem(LintSubject net, LintSettings settings, Node[] downs)
    {
        Shape input = net.Graph.Input.Shape;
        if (net.Broken is not null || Math.Max(input.Height, input.Width) > settings.Threshold(this, "size")) return null;
        // Branches may begin with convolutions side by side: what counts is what the first ones read that read a convolution.
        Node? second = Structure.Convolutions(net.Graph).FirstOrDefault(n => Ancestors(n).Any(a => a.Op is Conv2d));
        Node? reads = second?.Inputs[0] ?? Structure.HeadInput(net.Graph);
        if (reads is null || !Ancestors(reads).Append(reads).Any(n => n.Op is Conv2d)) return null;
        ReceptiveField f = net.Fields[reads];
        int factor = Math.Max(f.JumpHeight, f.JumpWidth);
        if (f.IsWhole || factor < settings.Threshold(this, "factor")) return null;
        Node[] first = [.. downs.Where(n => n.Index <= reads.Index)];
        Graph? gentle = Change.Try(net.Graph, n => first.Contains(n) ? Gentle(n.Op) : null);
        return At(first[0], Severity.Warning,
            $"after one convolution the {input.Height}×{input.Width} image is down to {reads.Shape.Height}×{reads.Shape.Width} ({Amount.Names(first)}): such first layers are made for 224×224",
            gentle is null ? null : $"{string.Join(" and ", first.Select(n => n.Op is Conv2d ? $"'{Gentle(n.Op)![0]}' as {n.Name}" : $"no {n.Name}"))} keeps more for the next layer, {Reads(gentle, second, reads).Shape}: {Change.Cost(net.Graph, gentle)}",
            new Evidence("factor", factor), new Evidence("rows", reads.Shape.Height, "px"));
    }

    private Finding Twice(LintSubject net, Node first, Node second)
    {
        Graph? once = Change.Try(net.Graph, n => n == second ? [] : null);
        return At(second, Severity.Warning,
            $"it pools what {first.Name} has just pooled: {first.Inputs[0].Shape} becomes {second.Shape} with no convolution in between",
            once is null ? null : $"without it the next layer reads {first.Shape}: {Change.Cost(net.Graph, once)}",
            new Evidence("rowsBefore", first.Inputs[0].Shape.Height, "px"), new Evidence("rowsAfter", second.Shape.Height, "px"));
    }

    // The pooling in front of the next layer may be what was left out.
    private static Node Reads(Graph gentle, Node? second, Node reads) => second is not null ? gentle[second.Name].Inputs[0] : gentle.Contains(reads.Name) ? gentle[reads.Name] : Structure.HeadInput(gentle)!;

    private static IReadOnlyList<Op>? Gentle(Op op) => op is Conv2d c ? [c with { KernelHeight = Math.Min(3, c.KernelHeight), KernelWidth = Math.Min(3, c.KernelWidth), StrideHeight = 1, StrideWidth = 1, Padding = Padding.Same }] : Change.WithoutStride(op);

    private static IEnumerable<Node> Ancestors(Node node)
    {
        var seen = new HashSet<Node>();
        var stack = new Stack<Node>(node.Inputs);
        while (stack.TryPop(out Node? n))
            if (seen.Add(n))
            {
                yield return n;
                foreach (Node i in n.Inputs) stack.Push(i);
            }
    }
}
