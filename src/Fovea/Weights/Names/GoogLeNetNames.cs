namespace Fovea;

/// <summary>GoogLeNet: <c>conv1.conv conv1.bn … inception3a.branch1.conv … fc</c>; its two auxiliary classifiers are left out.</summary>
/// <remarks>
/// Source: torchvision/models/googlenet.py, where branch 3 has 3×3 windows. Its published weights were ported from TensorFlow: the network there turns
/// ImageNet's normalisation back into (v − 0.5)/0.5 (<c>transform_input</c>), so that is what pixels need here.
/// </remarks>
internal static class GoogLeNetNames
{
    private static readonly string[] Blocks = ["3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"];

    public static NameRule[] Rules { get; } =
        [new("torchvision's googlenet", Map, ["aux1.", "aux2."], new Preprocessing(ResizeRule.FitCrop, [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]))];

    private static NameMap? Map(Graph graph)
    {
        var walk = new NameWalk(graph);
        foreach (string stem in (string[])["conv1", "conv2", "conv3"]) Unit(walk, stem);
        foreach (string block in Blocks)
            foreach (string branch in (string[])["branch1", "branch2.0", "branch2.1", "branch3.0", "branch3.1", "branch4.1"]) Unit(walk, $"inception{block}.{branch}");
        walk.Next<Dense>("fc");
        return walk.Result;
    }

    private static void Unit(NameWalk walk, string name)
    {
        walk.Next<Conv2d>($"{name}.conv");
        walk.Next<BatchNorm>($"{name}.bn");
    }
}
