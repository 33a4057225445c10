namespace Fovea;

/// <summary>Densely connected networks: <c>features.conv0 features.norm0 features.denseblock1.denselayer1.norm1 … features.transition1.norm … features.norm5 classifier</c>.</summary>
/// <remarks>Source: torchvision/models/densenet.py; timm's densenet121 has the same names. Files of before 2018 have a point more: <c>denselayer1.norm.1</c>.</remarks>
internal static class DenseNetNames
{
    public static NameRule[] Rules { get; } = [new("torchvision's densenet", Map, Preprocessing: NameRule.ImageNet)];

    private static NameMap? Map(Graph graph)
    {
        var walk = new NameWalk(graph);
        walk.Next<Conv2d>("features.conv0");
        walk.Next<BatchNorm>("features.norm0");
        int block = 1, layer = 1;
        while (walk.Left > 2)
        {
            if (graph.Consumers(walk.Peek(1)!) is [{ Op: AveragePool }])
            {
                walk.Next<BatchNorm>($"features.transition{block}.norm");
                walk.Next<Conv2d>($"features.transition{block}.conv");
                (block, layer) = (block + 1, 1);
                continue;
            }
            string name = $"features.denseblock{block}.denselayer{layer++}";
            for (int i = 1; i <= 2; i++)
            {
                walk.Next<BatchNorm>($"{name}.norm{i}", $"{name}.norm.{i}");
                walk.Next<Conv2d>($"{name}.conv{i}", $"{name}.conv.{i}");
            }
        }
        walk.Next<BatchNorm>("features.norm5");
        walk.Next<Dense>("classifier");
        return walk.Result;
    }
}
