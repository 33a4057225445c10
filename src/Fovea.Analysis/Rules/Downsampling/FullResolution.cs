namespace Fovea.Analysis;

/// <summary>DWN007: every layer works at full resolution.</summary>
internal sealed class FullResolution : Rule
{
    public override string Id => "DWN007";

    public override string Title => "no down-sampling at all";

    public override Severity Severity => Severity.Info;

    public override string Why => "A layer costs in proportion to the pixels it works on. Halving both sides once makes all later layers four times cheaper and doubles how far each of them sees. To name what is in an image, full resolution to the end is rarely needed; to say where each pixel belongs, it may be.";

    public override string Source => "arithmetic: MACs of a convolution are proportional to height × width of its output; the threshold is ours";

    public override string Help => "a pooling or a stride of 2 after the first third and after the second third of the layers";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("side", 32, 1, 4096, "px", "smaller side of the last maps from which it speaks"),
        new("layers", 3, 1, 1000, "", "convolutions with a window that the network has at least"),
    ];

    public override RuleExample Fires { get; } = new("32x32x3 | 6 * (conv 32 3x3 | relu) | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | 2 * (conv 32 3x3 | relu) | maxpool 2 | 2 * (conv 32 3x3 | relu) | maxpool 2 | 2 * (conv 32 3x3 | relu) | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Broken is not null || Structure.HeadInput(net.Graph) is not { } end || end == net.Graph.Output || Structure.Side(end.Shape) < settings.Threshold(this, "side")) yield break;
        Node[] layers = [.. Structure.Convolutions(net.Graph).Where(n => n.Op is Conv2d c && c.KernelHeight * c.KernelWidth > 1)];
        if (layers.Length < settings.Threshold(this, "layers") || Structure.Downsamplings(net.Graph).Any()) yield break;
        Node[] pooled = [layers[layers.Length / 3], layers[layers.Length * 2 / 3]];
        Graph? small = Change.Try(net.Graph, n => pooled.Contains(n) ? [new MaxPool(2, 2, 2, 2, Padding.Valid, false), n.Op] : null);
        string fix = small is null || Structure.HeadInput(small) is not { } last ? ""
            : $"'maxpool 2' before {Amount.Names(pooled)} gives {last.Shape} at the end: {Change.Cost(net.Graph, small)}, receptive field {net.Fields[end].Height} → {ReceptiveField.Of(small)[last].Height} px";
        yield return At(layers[0], Severity.Info,
            $"all {Amount.Count(layers.Length, "convolution")} work at {end.Shape.Height}×{end.Shape.Width}, {Amount.Of(net.Graph.Cost.Macs)} MACs an image",
            fix.Length == 0 ? null : fix, new Evidence("layers", layers.Length), new Evidence("macs", net.Graph.Cost.Macs, "MAC"));
    }
}
