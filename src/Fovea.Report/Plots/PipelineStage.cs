using Fovea.Analysis;

namespace Fovea.Report;

/// <summary>Neighbouring nodes whose maps have one size.</summary>
/// <param name="Rows">Rows of the maps; 1 for a vector.</param>
/// <param name="Columns">Columns of the maps.</param>
/// <param name="Channels">The most channels of a node; the length of a vector.</param>
/// <param name="IsImage">False for vectors.</param>
/// <param name="Nodes">The nodes, in declaration order.</param>
internal sealed record PipelineStage(int Rows, int Columns, int Channels, bool IsImage, IReadOnlyList<SummaryNode> Nodes)
{
    internal string Size => IsImage ? $"{Rows}×{Columns}×{Channels}" : $"{Channels:N0}";

    internal long Parameters => Nodes.Sum(n => n.Parameters);

    internal long Macs => Nodes.Sum(n => n.Macs);

    internal long Values => Nodes.Sum(n => n.Output.Count);

    /// <summary>What its last node sees.</summary>
    internal ReceptiveField Field => Nodes[^1].ReceptiveField;

    internal int Marks => Nodes.Count(n => n.IsMarked);

    /// <summary>Splits a network where the size of its maps changes; vectors are parted by their length.</summary>
    internal static IReadOnlyList<PipelineStage> Of(Summary summary)
    {
        var stages = new List<List<SummaryNode>>();
        foreach (SummaryNode node in summary.Nodes)
        {
            if (stages.Count > 0 && IsAlike(stages[^1][^1].Output, node.Output)) stages[^1].Add(node);
            else stages.Add([node]);
        }
        return [.. stages.Select(nodes => new PipelineStage(nodes[0].Output.Height, nodes[0].Output.Width, nodes.Max(n => n.Output.Channels), nodes[0].Output.IsImage, nodes))];
    }

    private static bool IsAlike(Shape a, Shape b) => a.IsImage && b.IsImage ? (a.Height, a.Width) == (b.Height, b.Width) : a == b;
}
