namespace Fovea.Analysis.Tests;

/// <summary>Faults that the rule PRF001 must find.</summary>
internal static class PerformanceFaults
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        Plant.In("resnet20-b", "PRF001", "relu | conv c 3x3 nobias", "relu | depthwise 3x3 nobias | bn | relu | conv c 1x1 nobias"),
        Plant.In("resnet18-cifar", "PRF001", "conv c 3x3 nobias", "depthwise 3x3 nobias | bn | relu | conv c 1x1 nobias"),
        Plant.Under("lenet5", "PRF001", "one image", s => s with { Batch = 1 }),
        Plant.In("resnet32", "PRF001", "relu | conv c 3x3 nobias", "relu | depthwise 3x3 nobias | bn | relu | conv c 1x1 nobias"),
        Plant.Under("vgg16", "PRF001", "one image", s => s with { Batch = 1 }),
        Plant.Under("twoconv", "PRF001", "one image", s => s with { Batch = 1 }),
        Plant.In("mobilenetv2", "PRF001", "depthwise 3x3 stride s", "depthwise 3x3 nobias | depthwise 3x3 stride s"),
    ];
}
