namespace Fovea;

/// <summary>ConvNeXt: its dense layers per pixel are 1×1 convolutions here, its layer scale a 1×1 depthwise one; the values are the same.</summary>
/// <remarks>Source: torchvision/models/convnext.py (<c>features.1.0.block.0</c>, <c>features.1.0.layer_scale</c>); timm/models/convnext.py (<c>stages.0.blocks.0.conv_dw</c>, <c>stages.0.blocks.0.gamma</c>).</remarks>
internal static class ConvNeXtNames
{
    public static NameRule[] Rules { get; } =
    [
        new("torchvision's convnext", g => Map(g, new Parts("features.0.0", "features.0.1", s => $"features.{2 * s + 1}.", s => $"features.{2 * s}.", ".block.0", ".block.2", ".block.3",
            ".block.5", ".layer_scale", "classifier.0", "classifier.2")), Preprocessing: NameRule.ImageNet),
        new("timm's convnext", g => Map(g, new Parts("stem.0", "stem.1", s => $"stages.{s}.blocks.", s => $"stages.{s}.downsample.", ".conv_dw", ".norm", ".mlp.fc1",
            ".mlp.fc2", ".gamma", "head.norm", "head.fc")), Preprocessing: NameRule.ImageNet),
    ];

    private static NameMap? Map(Graph graph, Parts p)
    {
        var walk = new NameWalk(graph);
        walk.Next<Conv2d>(p.Stem);
        walk.Next<LayerNorm>(p.StemNorm);
        int stage = 0, block = 0;
        while (walk.Left > 2)
        {
            if (walk.Peek() is { Op: LayerNorm })
            {
                (stage, block) = (stage + 1, 0);
                walk.Next<LayerNorm>($"{p.Down(stage)}0");
                walk.Next<Conv2d>($"{p.Down(stage)}1");
                continue;
            }
            string name = $"{p.Stage(stage)}{block++}";
            walk.Next<Conv2d>(name + p.Depthwise);
            walk.Next<LayerNorm>(name + p.Norm);
            walk.Next<Conv2d>(name + p.Widen);
            walk.Next<Conv2d>(name + p.Narrow);
            walk.NextTensor<Conv2d>(name + p.Scale);
        }
        walk.Next<LayerNorm>(p.HeadNorm);
        walk.Next<Dense>(p.Head);
        return walk.Result;
    }

    private sealed record Parts(string Stem, string StemNorm, Func<int, string> Stage, Func<int, string> Down, string Depthwise, string Norm, string Widen, string Narrow,
        string Scale, string HeadNorm, string Head);
}
