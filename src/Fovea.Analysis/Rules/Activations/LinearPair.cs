namespace Fovea.Analysis;

/// <summary>ACT001: two layers with nothing but linear steps between them are one layer.</summary>
internal sealed class LinearPair : Rule
{
    public override string Id => "ACT001";

    public override string Title => "two layers without an activation between";

    public override Severity Severity => Severity.Warning;

    public override string Why => "A linear map of a linear map is a linear map: two such layers compute nothing that one could not, and cost twice. Batch norm, average pooling, dropout and flatten are linear too once the network is trained.";

    public override string Source => "algebra: W₂(W₁x + b₁) + b₂ = (W₂W₁)x + (W₂b₁ + b₂); for windows K = K₁ + (K₂ − 1)·S₁, exact away from the border";

    public override string Help => "put relu between the two, or write them as one layer";

    public override RuleExample Fires { get; } = new("32x32x3 | conv 32 3x3 | conv 32 3x3 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 32 3x3 | relu | depthwise 3x3 | conv 16 1x1 | conv 96 1x1 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Graph graph = net.Graph;
        // Where nothing at all is non-linear, ACT002 says so once.
        if (WholeNetAffine.Affine(graph).Contains(WholeNetAffine.Logits(graph))) yield break;
        foreach (Node first in graph.Nodes.Where(n => n.Op.IsWeighted()))
        {
            var between = new List<Node>();
            Node? second = graph.Next(first);
            while (second is { Op: BatchNorm or AveragePool or GlobalAveragePool or Flatten or Dropout or Pad })
            {
                between.Add(second);
                second = graph.Next(second);
            }
            if (first.Op is ConvTranspose2d or LocallyConnected2d || second is null or { Op: ConvTranspose2d or LocallyConnected2d } || !second.Op.IsWeighted() || IsFactorised(first, second)) continue;
            var pair = new LinearChain(first, between, second);
            long spent = first.ParameterCount + second.ParameterCount;
            string place = between.LastOrDefault(n => n.Op is BatchNorm)?.Name ?? first.Name;
            Graph? merged = pair.Merged(graph);
            yield return At(second, between.Exists(n => n.Op is GlobalAveragePool) ? Severity.Info : Severity.Warning,
                $"{first.Name} and {second.Name} have no activation between them and compute what one {pair.One} computes",
                $"relu behind {place}, which costs no parameters" + (merged is null ? "" : $"; or {pair.One} in their place: {Change.Cost(graph, merged)}"),
                new Evidence("pairParameters", spent, "parameters"), new Evidence("pairMacs", first.Cost.Macs + second.Cost.Macs, "MAC"),
                new Evidence("steps", between.Count));
        }
    }

    // Meant as they are: depthwise and pointwise, rows and columns, and a narrow waist (the linear bottleneck of MobileNetV2): the pair
    // is a cheaper map of lower rank.
    private static bool IsFactorised(Node first, Node second)
    {
        if (first.Op is Conv2d { Groups: > 1 } || second.Op is Conv2d { Groups: > 1 }) return true;
        if (first.Op is Conv2d a && second.Op is Conv2d b && ((a.KernelHeight == 1 && b.KernelWidth == 1) || (a.KernelWidth == 1 && b.KernelHeight == 1)) && (a.KernelHeight, a.KernelWidth) != (b.KernelHeight, b.KernelWidth)
            && a.KernelHeight * a.KernelWidth > 1 && b.KernelHeight * b.KernelWidth > 1) return true;
        bool maps = second.Op is Conv2d;
        long mid = maps ? first.Shape.Channels : second.Inputs[0].Shape.Count;
        return first.Op.Outputs() < first.Inputs[0].Shape.Channels && mid < second.Op.Outputs();
    }
}
