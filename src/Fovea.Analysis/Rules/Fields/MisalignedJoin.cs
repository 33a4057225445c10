namespace Fovea.Analysis;

/// <summary>RFX004: a sum or a concat of maps that describe different places.</summary>
internal sealed class MisalignedJoin : Rule
{
    public override string Id => "RFX004";

    public override string Title => "branches that look at different places";

    public override Severity Severity => Severity.Warning;

    public override string Why => "A sum adds number (3, 5) of one branch to number (3, 5) of the other. If one branch is padded or strided differently, these describe places some pixels apart, and the sum blurs what both have found. Sizes can agree by chance, so no error is reported.";

    public override string Source => "Araujo, Norris, Sim, \"Computing receptive fields of convolutional neural networks\", Distill 2019, section on alignment";

    public override string Help => "the same padding rule and the same strides in all branches; windows of odd size";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("steps", 0.5, 0, 1000, "", "distance of the branches' centres in steps of the joined map, above which it speaks")];

    public override RuleExample Fires { get; } = new("32x32x3 | conv 16 3x3 | relu | residual(conv 16 5x5 pad 0,4,0,4 | relu) | maxpool 2 | conv 32 3x3 | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 16 3x3 | relu | residual(conv 16 5x5 | relu) | maxpool 2 | conv 32 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        double limit = settings.Threshold(this, "steps");
        foreach (Node node in net.Graph.Nodes)
        {
            if (node.Inputs.Count < 2 || !node.Shape.IsImage || net.Fields[node] is not { IsWhole: false } f) continue;
            double steps = f.Misalignment / Math.Max(1, Math.Min(f.JumpHeight, f.JumpWidth));
            if (steps <= limit) continue;
            yield return At(node, Severity.Warning,
                $"its branches ({Amount.Names([.. node.Inputs.Distinct()])}) have their centres {f.Misalignment:0.#} px of the image apart, {steps:0.#} steps of this {node.Shape.Height}×{node.Shape.Width} map", Fix(net.Graph, node),
                new Evidence("apart", f.Misalignment, "px"), new Evidence("steps", steps));
        }
    }

    // Half a window on every side is what puts all centres back where they belong.
    private static string? Fix(Graph graph, Node join)
    {
        HashSet<Node> branch = [.. graph.Nodes.Where(n => n.Index < join.Index && n.Op is Conv2d c && WindowAxis.Of(n) is { } w
            && (w.Rows.Before != (w.Rows.Span - 1) / 2 || w.Columns.Before != (w.Columns.Span - 1) / 2 || w.Rows.Span % 2 == 0))];
        Graph? aligned = Change.Try(graph, n => branch.Contains(n) && n.Op is Conv2d c ? [c with { KernelHeight = c.KernelHeight | 1, KernelWidth = c.KernelWidth | 1, Padding = Padding.Same }] : null);
        return aligned is null || branch.Count == 0 ? null
            : $"{string.Join(", ", branch.Take(3).Select(n => $"'{aligned[n.Name].Op}' in {n.Name}"))} leaves them {ReceptiveField.Of(aligned)[aligned[join.Name]].Misalignment:0.#} px apart: {Change.Cost(graph, aligned)}";
    }
}
