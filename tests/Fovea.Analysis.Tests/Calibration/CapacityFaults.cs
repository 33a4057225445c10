namespace Fovea.Analysis.Tests;

/// <summary>Faults that the rules CAP001 to CAP007 must find.</summary>
internal static class CapacityFaults
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        Plant.In("resnet20-b", "CAP001", "globalavgpool | dense 10", "flatten | dense 512 | relu | dense 10"),
        Plant.In("resnet18-cifar", "CAP001", "globalavgpool | dense 10", "flatten | 2 * (dense 4096 | relu) | dense 10"),
        Plant.In("smallvgg", "CAP001", "dense 256", "dense 4096"),
        Plant.In("lenet5", "CAP001", "dense 120", "dense 1200"),
        Plant.In("squeezenet", "CAP001", "conv 1000 1x1 | relu | globalavgpool", "flatten | dense 1000"),
        Plant.In("mobilenetv2", "CAP001", "globalavgpool | dropout 0.2 | dense 1000", "flatten | dense 512 | relu | dense 1000"),
        Plant.In("resnet50", "CAP001", "globalavgpool | dense 1000", "flatten | dense 1024 | relu | dense 1000"),

        Plant.In("resnet32", "CAP002", "| globalavgpool", "| conv 2048 3x3 nobias | bn | relu | globalavgpool"),
        Plant.In("resnet20-b", "CAP002", "| globalavgpool", "| conv 1024 3x3 nobias | bn | relu | globalavgpool"),
        Plant.In("smallvgg", "CAP002", "conv 256 3x3", "conv 1024 3x3"),
        Plant.In("resnet18-cifar", "CAP002", "| globalavgpool", "| conv 4096 3x3 nobias | bn | relu | globalavgpool"),
        Plant.In("squeezenet", "CAP002", "| dropout 0.5", "| conv 1024 3x3 | relu | dropout 0.5"),
        Plant.In("mobilenetv2", "CAP002", "| conv 1280 1x1 nobias", "| conv 1280 3x3 nobias"),
        Plant.In("resnet56", "CAP002", "| globalavgpool", "| conv 4096 3x3 nobias | bn | relu | globalavgpool"),

        .. new[] { "resnet20-b", "smallvgg", "resnet18-cifar", "resnet18", "mobilenetv2", "vgg16", "twoconv" }.Select(zoo =>
            Plant.Under(zoo, "CAP003", "200 images, nothing against overfitting", s => s with { TrainingImages = 200, Augmented = false, WeightDecay = 0 })),

        Plant.In("smallvgg", "CAP004", "| relu | conv 64 3x3 | relu | maxpool", "| relu | conv 64 5x5 | relu | maxpool"),
        Plant.In("smallvgg", "CAP004", "| relu | conv 128 3x3 | relu | maxpool", "| relu | conv 128 5x5 | relu | maxpool"),
        Plant.In("resnet20-b", "CAP004", "def block c { residual(conv c 3x3", "def block c { residual(conv c 5x5"),
        Plant.In("resnet34", "CAP004", "relu | conv c 3x3 nobias | bn) | relu }\ndef down", "relu | conv c 5x5 nobias | bn) | relu }\ndef down"),
        Plant.In("resnet18", "CAP004", "relu | conv c 3x3 nobias | bn) | relu }\ndef down", "relu | conv c 5x5 nobias | bn) | relu }\ndef down"),
        Plant.In("resnet50", "CAP004", "relu | conv c 3x3 nobias", "relu | conv c 5x5 nobias"),
        Plant.In("vgg11", "CAP004", "conv c 3x3", "conv c 5x5"),

        Plant.In("vgg19", "CAP005", "| flatten", "| 6 * (conv 512 1x1 | relu) | flatten"),
        Plant.In("vgg16", "CAP005", "| stage 3 256", "| 10 * (conv 128 1x1 | relu) | stage 3 256"),
        Plant.In("smallvgg", "CAP005", "| flatten", "| 16 * (conv 256 1x1 | relu) | flatten"),
        Plant.In("twoconv", "CAP005", "conv 64 5x5 | relu", "conv 64 5x5 | relu | 24 * (conv 64 1x1 | relu)"),
        Plant.In("squeezenet", "CAP005", "2 * fire 16 64", "6 * fire 16 64"),
        Plant.In("alexnet", "CAP005", "| conv 384 3x3", "| 17 * (conv 192 1x1 | relu) | conv 384 3x3"),
        Plant.In("vgg11", "CAP005", "| flatten", "| 14 * (conv 512 1x1 | relu) | flatten"),

        Plant.In("smallvgg", "CAP006", "conv 64 3x3 | relu | maxpool", "conv 58 3x3 | relu | maxpool"),
        Plant.In("smallvgg", "CAP006", "conv 128 3x3", "conv 98 3x3"),
        Plant.In("twoconv", "CAP006", "conv 64 5x5", "conv 50 5x5"),
        Plant.Edited("resnet20-b", "CAP006", "10, 20 and 40 channels", text => text.Replace(" 16", " 10").Replace(" 32 ", " 20 ").Replace(" 64", " 40")),
        Plant.In("squeezenet", "CAP006", "fire 32 128", "fire 32 114"),
        Plant.Edited("vgg16", "CAP006", "98 channels", text => text.Replace("2 128", "2 98")),
        Plant.In("lenet5", "CAP006", "conv 16 5x5", "conv 18 5x5"),

        Saturated("smallvgg", "conv5"),
        Saturated("resnet20-b", "down2.conv1"),
        Saturated("resnet18-cifar", "down3.conv1"),
        Saturated("vgg16", "stage5.conv3"),
        Saturated("squeezenet", "fire8.conv3"),
        Saturated("mobilenetv2", "narrow2.conv1"),
        // Much wider than what stands beside it, and the others no more saturated than it is.
        Plant.In("twoconv", "CAP007", "conv 32 5x5 | relu", "conv 32 5x5 | relu | conv 512 3x3 | relu", Saturation("conv2", 0.04, 0.1)).And("CAP002", "DWN005"),
    ];

    private static PlantedFault Saturated(string zoo, string node) => Plant.Under(zoo, "CAP007", $"{node} hardly used", Saturation(node, 0.01, 0.4));

    private static Func<LintSubject, LintSubject> Saturation(string node, double its, double others)
        => s => s with { Saturation = s.Graph.Nodes.Where(n => n.Op is Conv2d).ToDictionary(n => n.Name, n => n.Name == node ? its : others) };
}
