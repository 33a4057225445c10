namespace Fovea.Explain;

/// <summary>Layer-wise relevance propagation: the scalar is shared out among the neurons of each layer in turn, back to the pixels.</summary>
/// <remarks>
/// Formula: <c>R[j] = a·∂s/∂a</c> at the objective (the logit itself), then the rules of <see cref="Composite"/> from node to node;
/// <c>map[i,j] = Σ_c R[i,j,c]</c>. Without biases and with ε → 0 the map sums to the scalar; what biases and ε took is reported.
/// Shapes: the map has the resolution of the image, or of <see cref="Node"/>.
/// Source: Bach et al., PLoS ONE 2015; Montavon et al., "Layer-wise relevance propagation: an overview", 2019; composites as in Zennit (Anders et al. 2021).
/// z⁺ and αβ hardly depend on the later layers, nor on the class (Sixt, Granz, Landgraf 2020).
/// </remarks>
/// <param name="Composite">Which rule goes where; null takes ε for dense layers, z⁺ for convolutions and flat for the first.</param>
/// <param name="Node">The node whose relevance is wanted; null is the image.</param>
public sealed record Lrp(LrpComposite? Composite = null, string? Node = null) : PixelMethod
{
    private const string Rules = "convolutions, dense layers, norms, average and max pooling, activations, sums, concatenation, padding and flattening";

    private LrpComposite Rule => Composite ?? LrpComposite.EpsilonPlusFlat;

    /// <inheritdoc/>
    public override string Name => $"LRP {Rule.Name}";

    /// <inheritdoc/>
    public override IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels = default)
    {
        Rule.Dense.Check();
        Rule.Convolution.Check();
        UnsupportedNodeException.Check(model.Graph, objective, LrpBackward.Supports, "LRP", Rules);
        Node node = model.Graph[Node ?? model.Graph.Input.Name], target = objective.Target(model.Graph);
        float[] low = ReferenceImage.Black.Pixels(model)[..model.Graph.Input.Shape.Channels], high = ReferenceImage.White.Pixels(model)[..low.Length];
        using Plan plan = Run(model, images, new Relevance(objective), labels, [new LrpBackward(Rule, low, high)], node.Name + ".grad", target.Name + ".grad");
        using Tensor relevance = plan.Read(node.Name + ".grad"), start = plan.Read(target.Name + ".grad");
        var explanations = new Explanation[images.Batch];
        for (int n = 0; n < explanations.Length; n++)
        {
            double given = Sum(start.Image(n)), kept = Sum(relevance.Image(n));
            explanations[n] = new Explanation($"{Name}{(Node is null ? "" : $" at {node.Name}")}", objective, plan.Values[n], node.Shape.Height, node.Shape.Width,
                Channels.Apply(relevance.Image(n), node.Shape.Channels), Warning(given))
            {
                Node = node.Name,
                Reason = Node is null ? null : $"{node.Name} ({node.Shape}): asked for by name",
                Units = UnitsOf(objective),
                Facts = [new ExplanationFact("conservation error", given == kept ? 0 : Math.Abs(given - kept) / Math.Abs(given), $"{given:G5} was shared out, the map has {kept:G5}: the difference is what biases and ε took or gave")],
            };
        }
        return explanations;
    }

    private string? Warning(double given)
    {
        if (given < 0 && Rule.Convolution is not LrpEpsilon) return "the scalar is negative and so is what is shared out: what this rule shows in red for a positive scalar is blue";
        return Rule.Convolution is LrpAlphaBeta ? "LRP with z⁺ or αβ hardly depends on the later layers (Sixt et al. 2020): compare the map of another class" : null;
    }
}
