namespace Fovea.Analysis.Tests;

/// <summary>Faults that the rules NRM001 to NRM004 must find.</summary>
internal static class NormFaults
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        .. new[] { "resnet20-b", "resnet18-cifar", "resnet18", "resnet50", "mobilenetv2" }.Select(zoo => Plant.In(zoo, "NRM001", " nobias", "")),
        Plant.In("lenet5", "NRM001", "conv 16 5x5 pad valid | relu", "conv 16 5x5 pad valid | bn | relu"),
        Plant.In("smallvgg", "NRM001", "3x3 | relu", "3x3 | bn | relu"),
        Plant.In("twoconv", "NRM001", "dense 128 | relu", "dense 128 | bn | relu"),

        Plant.In("twoconv", "NRM002", "dense 128 | relu", "dense 128 nobias | bn | relu", s => s with { Batch = 1 }),
        Plant.In("lenet5", "NRM002", "dense 120 | relu", "dense 120 nobias | bn | relu", s => s with { Batch = 4 }),
        Plant.In("smallvgg", "NRM002", "dense 256 | relu", "dense 256 nobias | bn | relu", s => s with { Batch = 2 }),
        Plant.In("resnet20-b", "NRM002", "globalavgpool", "globalavgpool | bn", s => s with { Batch = 8 }),
        Plant.In("vgg16", "NRM002", "dense 4096 | relu", "dense 4096 nobias | bn | relu", s => s with { Batch = 8 }),
        Plant.In("resnet18-cifar", "NRM002", "globalavgpool", "globalavgpool | bn", s => s with { Batch = 1 }),

        .. new[] { "resnet20-b", "resnet18-cifar", "resnet18", "resnet50", "mobilenetv2" }.Select(zoo =>
            Plant.Under(zoo, "NRM003", "50,001 images in batches of 100", s => s with { TrainingImages = 50_001, Batch = 100 })),
        Plant.In("twoconv", "NRM003", "dense 128 | relu", "dense 128 nobias | bn | relu", s => s with { TrainingImages = 129, Batch = 64 }),

        Plant.In("resnet20-b", "NRM004", "def block c { residual(conv c 3x3 nobias | bn", "def block c { residual(conv c 3x3 nobias | dropout 0.3 | bn"),
        Plant.In("resnet18-cifar", "NRM004", "conv 64 3x3 nobias | bn", "conv 64 3x3 nobias | dropout 0.5 | bn"),
        Plant.In("smallvgg", "NRM004", "conv 128 3x3 | relu | maxpool", "conv 128 3x3 nobias | dropout 0.1 | bn | relu | maxpool"),
        Plant.Behind("lenet5", "NRM004", " nobias | bn"),
        Plant.Behind("resnet18", "NRM004", " nobias | bn"),
        Plant.Behind("mobilenetv2", "NRM004", " nobias | bn"),
    ];
}
