namespace Fovea.Onnx;

/// <summary>Groups of nodes that stand for one layer: files of older opsets, and of exporters that know only arithmetic, write layers so.</summary>
internal static class Patterns
{
    private static readonly Func<PatternGraph, OnnxNode, OnnxNode?>[] All =
    [
        SwishPattern.Match,
        HardPattern.Match,
        GeluPattern.Match,
        TanhGeluPattern.Match,
        LayerNormPattern.Match,
        LowPadPattern.Match,
        AttentionPattern.Match,
    ];

    /// <summary>The nodes, the last of each group replaced by one that stands for it. The others are left without a reader.</summary>
    public static IReadOnlyList<OnnxNode> Apply(OnnxGraph graph, IReadOnlyList<OnnxNode> nodes, IReadOnlyDictionary<string, OnnxTensor> constants)
    {
        // Fovea's own layers of several nodes have parts; what has none is what it says.
        HashSet<string>? layers = MetadataReader.Preprocessing(graph) is null ? null : [.. nodes.Where(n => n.Name.Contains('/')).Select(n => n.Name.Split('/')[0])];
        var known = new PatternGraph(graph.Opset, nodes, constants);
        var result = new List<OnnxNode>();
        foreach (OnnxNode node in nodes)
        {
            OnnxNode joined = node.Domain.Length > 0 || layers?.Contains(node.Name.Split('/')[0]) == false ? node : Joined(known, node);
            known.Replace(joined);
            result.Add(joined);
        }
        return result;
    }

    // What is wrong with a node is said where that node itself is read; here it is only no part of a group.
    private static OnnxNode Joined(PatternGraph known, OnnxNode node)
    {
        foreach (Func<PatternGraph, OnnxNode, OnnxNode?> match in All)
        {
            try
            {
                if (match(known, node) is { } joined) return joined;
            }
            catch (OnnxNodeException)
            {
                return node;
            }
        }
        return node;
    }
}
