namespace Fovea.Analysis.Tests;

/// <summary>Faults that the rules DWN001 to DWN007 must find.</summary>
internal static class DownsamplingFaults
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        // Maps of two pixels are more halvings than an image bears: DWN003 says so too.
        Plant.In("resnet18-cifar", "DWN001", "| globalavgpool", "| maxpool 2 | block 512 | globalavgpool").And("DWN003", "RFX002"),
        Plant.In("resnet20", "DWN001", "| globalavgpool", "| maxpool 4 | block 64 | globalavgpool").And("DWN003", "DWN005", "RFX002"),
        Plant.In("resnet56", "DWN001", "| globalavgpool", "| maxpool 4 | block 64 | globalavgpool").And("DWN003", "DWN005"),
        Plant.In("smallvgg", "DWN001", "conv 256 3x3 | relu | maxpool 2\n", "conv 256 3x3 | relu | maxpool 4 | conv 256 3x3 | relu\n").And("DWN003", "DWN005", "RFX002"),
        Plant.In("twoconv", "DWN001", "| relu | maxpool 2 | flatten", "| relu | maxpool 7 | conv 64 3x3 | relu | flatten").And("DWN003", "DWN005"),
        Plant.In("all-cnn-c", "DWN001", "| conv 192 3x3 | relu | conv 192 1x1", "| maxpool 4 | conv 192 3x3 | relu | conv 192 1x1").And("DWN003", "DWN005"),
        Plant.In("resnet32", "DWN001", "| globalavgpool", "| maxpool 4 | block 64 | globalavgpool").And("DWN003", "DWN005", "RFX002"),

        Plant.In("resnet18-cifar", "DWN002", "conv c 3x3", "conv c 7x7").And("RFX002"),
        Plant.In("resnet20", "DWN002", "conv c 3x3", "conv c 7x7"),
        Plant.In("resnet20-b", "DWN002", "conv c 3x3", "conv c 7x7"),
        Plant.In("resnet56", "DWN002", "conv c 3x3", "conv c 9x9").And("RFX002"),
        Plant.In("smallvgg", "DWN002", "conv 256 3x3", "conv 256 7x7").And("RFX002"),
        Plant.In("alexnet", "DWN002", "conv 256 3x3", "conv 256 13x13").And("RFX002"),
        Plant.In("twoconv", "DWN002", "conv 64 5x5", "conv 64 13x13"),

        Plant.In("resnet20", "DWN003", "globalavgpool", "maxpool 4 | globalavgpool"),
        Plant.In("resnet32", "DWN003", "globalavgpool", "maxpool 4 | globalavgpool"),
        Plant.In("resnet56", "DWN003", "globalavgpool", "avgpool 4 | globalavgpool"),
        Plant.In("resnet18-cifar", "DWN003", "globalavgpool", "maxpool 2 | globalavgpool"),
        Plant.In("smallvgg", "DWN003", "conv 256 3x3 | relu | maxpool 2", "conv 256 3x3 | relu | maxpool 4"),
        Plant.In("lenet5", "DWN003", "maxpool 2 | flatten", "maxpool 5 | flatten"),
        Plant.In("twoconv", "DWN003", "maxpool 2 | flatten", "maxpool 7 | flatten"),
        Plant.In("all-cnn-c", "DWN003", "globalavgpool", "maxpool 4 | globalavgpool"),

        Plant.In("keras-mnist", "DWN004", "maxpool 2", "maxpool 2 | maxpool 2"),
        Plant.In("squeezenet", "DWN004", "| 2 * fire 48 192", "| maxpool 2 ceil | 2 * fire 48 192"),
        Plant.In("keras-mnist-gap", "DWN004", "conv 32 3x3 pad valid", "conv 32 3x3 stride 4 pad valid").And("SHP005"),
        Plant.In("tinyvgg", "DWN004", "maxpool 2 | flatten", "maxpool 2 | avgpool 2 ceil | flatten"),
        Plant.In("keras-mnist-gap", "DWN004", "conv 32 3x3 pad valid | relu", "conv 32 3x3 pad valid | relu | maxpool 2 | maxpool 2 ceil"),
        Plant.In("all-cnn-c", "DWN004", "2 * (conv 96 3x3 | relu) | conv 96 3x3 stride 2 | relu", "conv 96 7x7 stride 4 | relu | conv 96 3x3 | relu").And("RFX002"),
        Plant.In("resnet20", "DWN004", "conv 16 3x3 nobias | bn | relu", "conv 16 7x7 stride 2 nobias | bn | relu | maxpool 3x3 stride 2 pad 1").And("DWN001", "DWN003", "RFX002"),
        Plant.In("resnet18-cifar", "DWN004", "conv 64 3x3 nobias | bn | relu", "conv 64 7x7 stride 2 nobias | bn | relu | maxpool 3x3 stride 2 pad 1").And("DWN001", "DWN003", "RFX002"),

        Plant.In("smallvgg", "DWN005", "conv 128 3x3", "conv 16 3x3"),
        Plant.In("vgg16", "DWN005", "stage 3 256", "stage 3 32"),
        Plant.In("vgg19", "DWN005", "stage 4 256", "stage 4 40"),
        Plant.In("twoconv", "DWN005", "conv 64 5x5", "conv 8 5x5"),
        Plant.In("resnet18", "DWN005", "down 512 | block 512", "down 64 | block 64"),
        Plant.In("resnet50", "DWN005", "first 512 2048 2 | 2 * block 512 2048", "first 64 256 2 | 2 * block 64 256"),
        Plant.In("all-cnn-c", "DWN005", "192", "48"),

        .. new[] { "lenet5", "smallvgg", "resnet20", "resnet50", "vgg16", "mobilenetv2", "all-cnn-c" }.Select(zoo =>
            Plant.Under(zoo, "DWN006", "83 % of the answers survive a shift", s => s with { ShiftConsistency = 0.83 })),

        Plant.In("resnet20-b", "DWN007", " stride 2", ""),
        Plant.In("resnet20", "DWN007", " stride 2", ""),
        Plant.In("resnet32", "DWN007", " stride 2", ""),
        Plant.In("resnet56", "DWN007", " stride 2", ""),
        Plant.In("resnet18-cifar", "DWN007", " stride 2", ""),
        Plant.In("all-cnn-c", "DWN007", " stride 2", "").And("RFX001"),
        Plant.Edited("vgg16-cifar", "DWN007", "no poolings, a global one at the end", text => text.Replace(" | maxpool 2", "").Replace("flatten | dense 512 | relu", "globalavgpool")),
    ];
}
