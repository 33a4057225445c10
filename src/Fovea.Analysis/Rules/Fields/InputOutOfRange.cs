namespace Fovea.Analysis;

/// <summary>RFX007: images of another size than the network is made for.</summary>
internal sealed class InputOutOfRange : Rule
{
    public override string Id => "RFX007";

    public override string Title => "images smaller than the network suits";

    public override Severity Severity => Severity.Warning;

    public override string Why => "A network has a range of image sizes. Below it, some layer sees more than the whole image on every path; above it, no layer sees the image whole. ResNet-50 suits 75 to 427 pixels. The range is a guide: outside of it networks work, and waste something.";

    public override string Source => "rfa_toolbox, input_resolution_range; Richter, Schöning, Wiedenroth, Krumnack, ICMLA 2021, arXiv:2106.12307";

    public override string Help => "resize the images, or use a network made for their size";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("share", 0.5, 0, 1, "", "side of the image over the receptive field that its last convolutions have on every path, below which it speaks")];

    public override RuleExample Fires { get; } = new("""
        def block c { residual(conv c 3x3 nobias | bn | relu | conv c 3x3 nobias | bn) | relu }
        32x32x3 | conv 32 7x7 stride 2 nobias | bn | relu | maxpool 2 | 2 * block 32 | maxpool 2 | block 32 | maxpool 2 | residual(conv 32 5x5 nobias | bn | relu) | globalavgpool | dense 10
        """);

    public override RuleExample Silent { get; } = new("""
        def block c { residual(conv c 3x3 nobias | bn | relu | conv c 3x3 nobias | bn) | relu }
        96x96x3 | conv 32 7x7 stride 2 nobias | bn | relu | maxpool 2 | 2 * block 32 | maxpool 2 | block 32 | maxpool 2 | residual(conv 32 5x5 nobias | bn | relu) | globalavgpool | dense 10
        """);

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Broken is not null || FeasibleInput.Of(net.Graph, net.Fields) is not { } range || net.Graph.Output.Shape.IsImage || !Structure.Convolutions(net.Graph).Any()) yield break;
        Shape image = net.Graph.Input.Shape;
        // Layers count, not what a last pooling gathers.
        Node[] layers = [.. Structure.Convolutions(net.Graph)];
        double share = Math.Min((double)image.Height / layers.Max(n => net.Fields[n].MinHeight), (double)image.Width / layers.Max(n => net.Fields[n].MinWidth));
        // A little less is how most networks for small images are made; more than the range is RFX001's.
        if (share >= settings.Threshold(this, "share")) yield break;
        // Where layers are wasted because of it, RFX002 warns, with the size in its remedy: once is enough.
        Severity severity = UnproductiveLayers.Of(net).Length > 0 ? Severity.Info : Severity.Warning;
        Graph? suited = Change.Try(net.Graph, _ => null, Shape.Image(Math.Max(image.Height, range.MinHeight), Math.Max(image.Width, range.MinWidth), image.Channels));
        yield return Overall(severity, $"it suits images of {Range(range)}, and these have {image.Height}×{image.Width}: {Amount.Percent(share)} of what its last layers span",
            suited is null ? null : $"images of {suited.Input.Shape.Height}×{suited.Input.Shape.Width}: {Change.Cost(net.Graph, suited)}; or a network made for {image.Height}×{image.Width}",
            new Evidence("least", range.MinHeight, "px"), new Evidence("most", range.MaxHeight, "px"), new Evidence("image", image.Height, "px"), new Evidence("share", 100 * share, "%"));
    }

    private static string Range(FeasibleInput r) => r.MinHeight == r.MaxHeight && r.MinWidth == r.MaxWidth ? $"{r.MinHeight}×{r.MinWidth} and more" : r.ToString();
}
