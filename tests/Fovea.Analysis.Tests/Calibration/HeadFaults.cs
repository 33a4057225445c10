namespace Fovea.Analysis.Tests;

/// <summary>Faults that the rules HED001 to HED003 must find.</summary>
internal static class HeadFaults
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        .. new[] { "lenet5", "twoconv", "smallvgg", "resnet20-b", "resnet50", "vgg16", "mobilenetv2" }.Select(zoo => Plant.Behind(zoo, "HED001", " | softmax")),
        Plant.In("squeezenet", "HED001", "conv 1000 1x1 | relu | globalavgpool", "conv 1000 1x1 | softmax | globalavgpool"),

        Plant.In("resnet20-b", "HED002", "globalavgpool | dense 10", "conv 10 1x1 | softmax | flatten"),
        Plant.In("resnet18-cifar", "HED002", "globalavgpool | dense 10", "conv 10 1x1 | softmax | flatten"),
        Plant.In("resnet32", "HED002", "globalavgpool | dense 10", "conv 10 1x1 | softmax | flatten"),
        Plant.In("lenet5", "HED002", "dense 84 | relu | dense 10", "dense 84 | relu | dense 1 | softmax"),
        Plant.In("twoconv", "HED002", "dense 10", "dense 1 | softmax"),
        Plant.In("smallvgg", "HED002", "dense 10", "dense 1 | softmax"),
        Plant.In("mobilenetv2", "HED002", "globalavgpool | dropout 0.2 | dense 1000", "conv 1000 1x1 | softmax | dropout 0.2 | flatten"),

        .. new[] { "lenet5", "resnet20-b", "resnet50", "mobilenetv2" }.Select(zoo => Plant.Under(zoo, "HED003", "37 classes", s => s with { Classes = 37 })),
        Plant.In("resnet20-b", "HED003", "| globalavgpool | dense 10", ""),
        Plant.In("squeezenet", "HED003", "| relu | globalavgpool", "| relu"),
        Plant.In("twoconv", "HED003", "dense 10", "dense 1"),
        Plant.In("smallvgg", "HED003", "dense 10", "dense 9", s => s with { Classes = 10 }),
    ];
}
