namespace Fovea;

/// <summary>MobileNetV2: blocks of expand, depthwise and project, each with batch norm.</summary>
/// <remarks>Source: torchvision/models/mobilenetv2.py (<c>features.2.conv.0.0</c>); timm's mobilenetv2_100 (<c>blocks.1.0.conv_pw</c>), whose stages end where the number of channels changes.</remarks>
internal static class MobileNetNames
{
    public static NameRule[] Rules { get; } =
    [
        new("torchvision's mobilenet_v2", Torchvision, Preprocessing: NameRule.ImageNet),
        new("timm's mobilenetv2", Timm, Preprocessing: NameRule.ImageNet),
    ];

    private static NameMap? Torchvision(Graph graph)
    {
        var walk = new NameWalk(graph);
        Pair(walk, "features.0.0", "features.0.1");
        Pair(walk, "features.1.conv.0.0", "features.1.conv.0.1");
        Pair(walk, "features.1.conv.1", "features.1.conv.2");
        int block = 2;
        for (; walk.Left > 3; block++)
        {
            string name = $"features.{block}.conv";
            Pair(walk, $"{name}.0.0", $"{name}.0.1");
            Pair(walk, $"{name}.1.0", $"{name}.1.1");
            Pair(walk, $"{name}.2", $"{name}.3");
        }
        Pair(walk, $"features.{block}.0", $"features.{block}.1");
        walk.Next<Dense>("classifier.1");
        return walk.Result;
    }

    private static NameMap? Timm(Graph graph)
    {
        var walk = new NameWalk(graph);
        Pair(walk, "conv_stem", "bn1");
        Pair(walk, "blocks.0.0.conv_dw", "blocks.0.0.bn1");
        Pair(walk, "blocks.0.0.conv_pw", "blocks.0.0.bn2");
        int stage = 0, place = 0, channels = 0;
        while (walk.Left > 3 && walk.Peek(4) is { } project)
        {
            (stage, place, channels) = project.Shape.Channels == channels ? (stage, place + 1, channels) : (stage + 1, 0, project.Shape.Channels);
            string name = $"blocks.{stage}.{place}";
            Pair(walk, $"{name}.conv_pw", $"{name}.bn1");
            Pair(walk, $"{name}.conv_dw", $"{name}.bn2");
            Pair(walk, $"{name}.conv_pwl", $"{name}.bn3");
        }
        Pair(walk, "conv_head", "bn2");
        walk.Next<Dense>("classifier");
        return walk.Result;
    }

    private static void Pair(NameWalk walk, string conv, string norm)
    {
        walk.Next<Conv2d>(conv);
        walk.Next<BatchNorm>(norm);
    }
}
