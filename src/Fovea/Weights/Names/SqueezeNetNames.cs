namespace Fovea;

/// <summary>SqueezeNet 1.1: <c>features.0 features.3.squeeze features.3.expand1x1 features.3.expand3x3 … classifier.1</c>.</summary>
/// <remarks>Source: torchvision/models/squeezenet.py. The numbers between the fires belong to poolings.</remarks>
internal static class SqueezeNetNames
{
    private static readonly int[] Fires = [3, 4, 6, 7, 9, 10, 11, 12];

    public static NameRule[] Rules { get; } = [new("torchvision's squeezenet", Map, Preprocessing: NameRule.ImageNet)];

    private static NameMap? Map(Graph graph)
    {
        var walk = new NameWalk(graph);
        walk.Next<Conv2d>("features.0");
        foreach (int place in Fires)
            foreach (string part in (string[])["squeeze", "expand1x1", "expand3x3"]) walk.Next<Conv2d>($"features.{place}.{part}");
        walk.Next<Conv2d>("classifier.1");
        return walk.Result;
    }
}
