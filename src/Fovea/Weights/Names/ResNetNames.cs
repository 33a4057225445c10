namespace Fovea;

/// <summary>Residual networks: <c>conv1 bn1 layer1.0.conv1 layer1.0.bn1 … layer1.0.downsample.0 … fc</c>.</summary>
/// <remarks>
/// Source: torchvision/models/resnet.py; timm's resnet18 to resnet50 have the same names. The networks for CIFAR-10 of kuangliu/pytorch-cifar and
/// akamaster/pytorch_resnet_cifar10 say <c>shortcut</c> for downsample and <c>linear</c> for fc.
/// </remarks>
internal static class ResNetNames
{
    public static NameRule[] Rules { get; } = [new("torchvision's resnet", Map, Preprocessing: NameRule.ImageNet)];

    // A sum closes a block; a block that changes the number of channels or the size of the maps begins a stage, and so does the first.
    private static NameMap? Map(Graph graph)
    {
        var walk = new NameWalk(graph);
        walk.Next<Conv2d>("conv1");
        walk.Next<BatchNorm>("bn1");
        int stage = 0, block = 0;
        Shape shape = default;
        foreach (Node add in graph.Nodes.Where(n => n.Op is Add))
        {
            bool begins = stage == 0 || add.Shape != shape;
            (stage, block, shape) = begins ? (stage + 1, 0, add.Shape) : (stage, block + 1, shape);
            Block(walk, add, $"layer{stage}.{block}");
        }
        if (stage == 0) return null;
        walk.Next<Dense>("fc", "linear");
        return walk.Result;
    }

    private static void Block(NameWalk walk, Node add, string name)
    {
        int layers = 0;
        while (walk.Peek(2 * layers) is { Op: Conv2d } conv && conv.Index < add.Index) layers++;
        bool projects = add.Inputs.All(i => i.Op is BatchNorm);
        for (int i = 1; i <= (projects ? layers - 1 : layers); i++)
        {
            walk.Next<Conv2d>($"{name}.conv{i}");
            walk.Next<BatchNorm>($"{name}.bn{i}");
        }
        if (!projects) return;
        walk.Next<Conv2d>($"{name}.downsample.0", $"{name}.shortcut.0");
        walk.Next<BatchNorm>($"{name}.downsample.1", $"{name}.shortcut.1");
    }
}
