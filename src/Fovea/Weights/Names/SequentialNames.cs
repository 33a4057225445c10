namespace Fovea;

/// <summary>Networks without branches: modules are numbered where they stand. AlexNet and all VGGs, with and without batch norm.</summary>
/// <remarks>
/// Source: torchvision/models/alexnet.py and vgg.py (<c>features.0</c> up to the flatten, <c>classifier.0</c> behind it); timm/models/vgg.py, whose
/// first two dense layers are convolutions <c>pre_logits.fc1</c> and <c>pre_logits.fc2</c> and the last <c>head.fc</c>; PyTorch's nn.Sequential, which numbers
/// everything, the flatten too.
/// </remarks>
internal static class SequentialNames
{
    public static NameRule[] Rules { get; } =
    [
        new("torchvision's alexnet and vgg", g => InTwoParts(g, (_, place) => $"classifier.{place}"), Preprocessing: NameRule.ImageNet),
        new("timm's vgg", g => InTwoParts(g, (dense, _) => dense < 2 ? $"pre_logits.fc{dense + 1}" : "head.fc"), Preprocessing: NameRule.ImageNet),
        new("nn.Sequential", InOne),
    ];

    private static NameMap? InTwoParts(Graph graph, Func<int, int, string> classifier)
    {
        if (!IsChain(graph) || !graph.Nodes.Any(n => n.Op is Flatten)) return null;
        var map = new NameMap();
        int place = 0, dense = 0;
        bool behind = false;
        foreach (Node node in graph.Nodes.Skip(1))
        {
            if (node.Op is Flatten)
            {
                (behind, place) = (true, 0);
                continue;
            }
            map.Module(node, behind ? classifier(dense, place) : $"features.{place}");
            if (behind && node.Op is Dense) dense++;
            place++;
        }
        return map;
    }

    private static NameMap? InOne(Graph graph)
    {
        if (!IsChain(graph)) return null;
        var map = new NameMap();
        foreach (Node node in graph.Nodes.Skip(1)) map.Module(node, $"{node.Index - 1}");
        return map;
    }

    /// <summary>True when each node reads the one before it.</summary>
    public static bool IsChain(Graph graph) => graph.Nodes.Skip(1).All(n => n.Inputs.Count == 1 && n.Inputs[0].Index == n.Index - 1);
}
