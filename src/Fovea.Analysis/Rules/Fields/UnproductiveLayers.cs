namespace Fovea.Analysis;

/// <summary>RFX002: layers that cannot add context, because all their inputs have seen the whole image.</summary>
internal sealed class UnproductiveLayers : Rule
{
    public override string Id => "RFX002";

    public override string Title => "layers behind the end of the image";

    public override Severity Severity => Severity.Serious;

    public override string Why => "Once every path to a layer has seen the whole image, a larger window finds nothing new. Layers from there on can still recombine features, but measurements show that they improve little and could be cut. This predicts wasted parameters and time, not failure: VGG-16 on 32×32 images trains well all the same.";

    public override string Source => "Richter, Schöning, Wiedenroth, Krumnack, \"Should you go deeper? Optimizing convolutional neural network architectures without training\", ICMLA 2021, arXiv:2106.12307";

    public override string Help => "cut these layers off, or keep the resolution longer: a stem without stride, one pooling less, larger images";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("share", 0.05, 0, 1, "", "share of the convolutions' MACs or parameters in such layers, below which it is only a note"),
        new("serious", 0.3, 0, 1, "", "share of the convolutions' MACs in such layers from which it is serious"),
    ];

    public override RuleExample Fires { get; } = new("""
        32x32x3 | conv 64 3x3 | relu | conv 64 3x3 | relu | maxpool 2 | conv 128 3x3 | relu | conv 128 3x3 | relu | maxpool 2
          | 3 * (conv 256 3x3 | relu) | maxpool 2 | 3 * (conv 512 3x3 | relu) | maxpool 2 | 3 * (conv 512 3x3 | relu) | maxpool 2 | flatten | dense 10
        """);

    public override RuleExample Silent { get; } = new("""
        32x32x3 | conv 64 3x3 | relu | conv 64 3x3 | relu | maxpool 2 | conv 128 3x3 | relu | conv 128 3x3 | relu | maxpool 2
          | conv 256 3x3 | relu | conv 256 3x3 | relu | globalavgpool | dense 10
        """);

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Node[] border = Of(net);
        Node[] all = [.. Structure.Convolutions(net.Graph)];
        if (border.Length == 0 || net.Broken is not null) yield break;
        double parameters = Share(border, all, n => n.ParameterCount), macs = Share(border, all, n => n.Cost.Macs);
        Severity severity = macs >= settings.Threshold(this, "serious") ? Severity.Serious
            : Math.Max(macs, parameters) >= settings.Threshold(this, "share") ? Severity.Warning : Severity.Info;
        Shape image = net.Graph.Input.Shape;
        yield return At(border[0], severity,
            $"{border.Length} of {Amount.Count(all.Length, "convolution")} ({Amount.Names(border)}) {(border.Length == 1 ? "reads" : "read")} only what has seen the whole {image.Height}×{image.Width} image already: {Amount.Percent(parameters)} of the convolutions' parameters, {Amount.Percent(macs)} of their MACs",
            Fix(net, border), new Evidence("layers", border.Length), new Evidence("convolutions", all.Length),
            new Evidence("parameterShare", 100 * parameters, "%"), new Evidence("macShare", 100 * macs, "%"));
    }

    /// <summary>Layers whose inputs have seen the whole image; those that only work on maps as small as their window are another rule's.</summary>
    public static Node[] Of(LintSubject net)
    {
        BorderLayers found = BorderLayers.Of(net.Graph, net.Fields);
        int end = Structure.HeadInput(net.Graph)?.Index ?? -1;
        return [.. found.Border.Except(found.DenseLike).Where(n => n.Index <= end)];
    }

    private static double Share(Node[] part, Node[] all, Func<Node, long> of) => (double)part.Sum(of) / Math.Max(1, all.Sum(of));

    private static string? Fix(LintSubject net, Node[] border)
    {
        var ways = new List<string>();
        // Norms and activations of a layer that goes have nothing left to do.
        Node[] gone = [.. net.Graph.Nodes.Where(n => border.Contains(n) || (Structure.IsPointwise(n.Op) && n.Inputs[0].Shape.IsImage && border.Contains(Owner(n))))];
        if (Change.Try(net.Graph, n => gone.Contains(n) ? [] : null) is { } shorter) ways.Add($"without them {Change.Cost(net.Graph, shorter)}");
        if (FeasibleInput.Of(net.Graph, net.Fields) is { } range) ways.Add($"images of {Math.Max(range.MinHeight, net.Graph.Input.Shape.Height)}×{Math.Max(range.MinWidth, net.Graph.Input.Shape.Width)} would give every layer something to see");
        return ways.Count == 0 ? null : string.Join("; or ", ways);
    }

    private static Node? Owner(Node n)
    {
        while (Structure.IsPointwise(n.Op)) n = n.Inputs[0];
        return n.Op is Conv2d ? n : null;
    }
}
