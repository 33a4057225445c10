namespace Fovea.Analysis;

/// <summary>
/// Input sizes that suit a network, in pixels. Below the least one some layer sees more than the image on every path, so that it has
/// nothing to add; above the most no layer can see the whole image, so that large patterns stay hidden from all of them.
/// </summary>
/// <remarks>
/// Over all nodes in front of the global pooling, the flatten or the dense layers: least is the largest receptive field of a shortest
/// path, most the largest of all. ResNet-50: 75 to 427. A guide, not a law: LeNet-5 (16 to 16) does well at 28.
/// Source: rfa_toolbox, <c>input_resolution_range</c>; Richter et al., ICMLA 2021, arXiv:2106.12307.
/// </remarks>
/// <param name="MinHeight">Least rows.</param>
/// <param name="MinWidth">Least columns.</param>
/// <param name="MaxHeight">Most rows.</param>
/// <param name="MaxWidth">Most columns.</param>
public sealed record FeasibleInput(int MinHeight, int MinWidth, int MaxHeight, int MaxWidth)
{
    /// <summary>The range of a network; null when no node has a place in the image, as in one of dense layers alone.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="fields">Its receptive fields when they are known already.</param>
    public static FeasibleInput? Of(Graph graph, IReadOnlyDictionary<Node, ReceptiveField>? fields = null)
    {
        fields ??= ReceptiveField.Of(graph);
        ReceptiveField[] placed = [.. graph.Nodes.Skip(1).Select(n => fields[n]).Where(f => !f.IsWhole)];
        return placed.Length == 0 ? null : new FeasibleInput(placed.Max(f => f.MinHeight), placed.Max(f => f.MinWidth), placed.Max(f => f.Height), placed.Max(f => f.Width));
    }

    /// <summary>True when an image of that size lies in the range on both axes.</summary>
    public bool Contains(Shape image) => image.Height >= MinHeight && image.Height <= MaxHeight && image.Width >= MinWidth && image.Width <= MaxWidth;

    /// <summary><c>75..427 px</c>.</summary>
    public override string ToString() => (MinHeight, MaxHeight) == (MinWidth, MaxWidth) ? $"{MinHeight}..{MaxHeight} px" : $"{MinHeight}×{MinWidth}..{MaxHeight}×{MaxWidth} px";
}
