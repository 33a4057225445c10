namespace Fovea.Analysis;

/// <summary>
/// Convolutions that cannot add context, because every path to them has seen the whole image already. The rule predicts wasted parameters
/// and time, not failure: such networks train, and lose little when these layers are cut off.
/// </summary>
/// <remarks>
/// For an input of H×W, <c>r</c> the receptive field of the path that sees fewest (<see cref="ReceptiveField.MinHeight"/>), on both axes:
/// <list type="bullet">
/// <item>critical: <c>r(layer) &gt; H</c>;</item>
/// <item>border, or unproductive: <c>r(p) ≥ H</c> for every input p and <c>r(layer) &gt; H</c>; or every input's map is no larger than the
/// window, so that the layer behaves like a dense one.</item>
/// </list>
/// Source: Richter, Schöning, Wiedenroth, Krumnack, "Should you go deeper? Optimizing convolutional neural network architectures without
/// training", ICMLA 2021, arXiv:2106.12307, as rfa_toolbox decides it. Windows of one pixel are exempt, as its filter allows.
/// </remarks>
/// <param name="Critical">Convolutions with a window larger than one pixel that satisfy the first rule, in declaration order.</param>
/// <param name="Border">Those that satisfy the second.</param>
/// <param name="DenseLike">The part of <paramref name="Border"/> that only its window makes one.</param>
/// <param name="Convolutions">How many convolutions the network has, windows of one pixel included.</param>
/// <param name="ParameterShare">Parameters of border layers among those of all convolutions, 0 to 1.</param>
/// <param name="MacShare">MACs of border layers among those of all convolutions, 0 to 1.</param>
public sealed record BorderLayers(IReadOnlyList<Node> Critical, IReadOnlyList<Node> Border, IReadOnlyList<Node> DenseLike, int Convolutions,
    double ParameterShare, double MacShare)
{
    /// <summary>Finds them at the network's own input size.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="fields">Its receptive fields when they are known already.</param>
    public static BorderLayers Of(Graph graph, IReadOnlyDictionary<Node, ReceptiveField>? fields = null)
    {
        fields ??= ReceptiveField.Of(graph);
        Shape image = graph.Input.Shape;
        List<Node> convolutions = [], critical = [], border = [], denseLike = [];
        foreach (Node node in graph.Nodes)
        {
            if (node.Op is not Conv2d c) continue;
            convolutions.Add(node);
            if (c is { KernelHeight: 1, KernelWidth: 1 }) continue;
            ReceptiveField own = fields[node], before = fields[node.Inputs[0]];
            Shape map = node.Inputs[0].Shape;
            bool exceeds = own.MinHeight > image.Height && own.MinWidth > image.Width;
            bool saturated = exceeds && before.MinHeight >= image.Height && before.MinWidth >= image.Width;
            bool dense = map.Height <= c.KernelHeight && map.Width <= c.KernelWidth;
            if (exceeds) critical.Add(node);
            if (saturated || dense) border.Add(node);
            if (dense && !saturated) denseLike.Add(node);
        }
        return new BorderLayers(critical, border, denseLike, convolutions.Count, Share(n => n.ParameterCount), Share(n => n.Cost.Macs));

        double Share(Func<Node, long> of) => convolutions.Count == 0 ? 0 : (double)border.Sum(of) / Math.Max(1, convolutions.Sum(of));
    }
}
