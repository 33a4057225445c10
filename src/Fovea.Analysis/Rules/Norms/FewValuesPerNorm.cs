namespace Fovea.Analysis;

/// <summary>NRM002: batch norm takes mean and variance from very few values.</summary>
internal sealed class FewValuesPerNorm : Rule
{
    public override string Id => "NRM002";

    public override string Title => "batch norm over very few values";

    public override Severity Severity => Severity.Error;

    public override string Why => "In training, batch norm estimates the mean and variance of a channel from the N·H·W values of the batch. From one value the normalised output is always the norm's shift, whatever the image; from a few it is noise, and the running values that inference uses fit none of the batches. At 2 images a batch, group norm made 10.6 points fewer errors than batch norm in ResNet-50.";

    public override string Source => "Wu, He, \"Group normalization\", ECCV 2018, abstract; algebra: one value minus its own mean is 0";

    public override string Help => "a larger batch, layernorm instead of bn, or no norm where maps are down to a pixel";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("values", 16, 2, 1e6, "", "values of a channel in a batch, at least")];

    public override RuleExample Fires { get; } = new(Net, s => s with { Batch = 1 });

    public override RuleExample Silent { get; } = new(Net, s => s with { Batch = 32 });

    private const string Net = "28x28x1 | conv 16 3x3 nobias | bn | relu | globalavgpool | dense 64 nobias | bn | relu | dense 10";

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        double least = settings.Threshold(this, "values");
        foreach (Node[] group in net.Graph.Nodes.Where(n => n.Op is BatchNorm && Values(net, n) < least).GroupBy(n => Pixels(n)).Select(g => g.ToArray()))
        {
            Node node = group[0];
            long values = Values(net, node);
            int pixels = Pixels(node), batch = (int)Math.Ceiling(least / pixels);
            yield return At(node, values == 1 ? Severity.Error : Severity.Warning,
                $"{Amount.Names(group)} normalise{(group.Length == 1 ? "s" : "")} each channel over {values} value{(values == 1 ? "" : "s")} ({net.Batch} image{(net.Batch == 1 ? "" : "s")} of {node.Shape.Height}×{node.Shape.Width})"
                    + (values == 1 ? ": the output does not depend on the image, and fovea train refuses it" : ""),
                $"batches of {batch} images give {batch * pixels} values; or layernorm in place of {node.Name}, with the same {node.ParameterCount:N0} parameters, which needs no batch",
                new Evidence("values", values), new Evidence("batch", net.Batch), new Evidence("pixels", pixels));
        }
    }

    private static int Pixels(Node node) => node.Shape.Height * node.Shape.Width;

    private static long Values(LintSubject net, Node node) => (long)net.Batch * Pixels(node);
}
