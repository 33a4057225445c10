namespace Fovea.Analysis.Tests;

/// <summary>Faults that the rules ACT001 to ACT006 must find.</summary>
internal static class ActivationFaults
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        Plant.In("smallvgg", "ACT001", "conv 128 3x3 | relu | conv 128", "conv 128 3x3 | conv 128"),
        Plant.In("lenet5", "ACT001", "dense 120 | relu", "dense 120"),
        Plant.In("twoconv", "ACT001", "dense 128 | relu", "dense 128"),
        Plant.In("vgg16", "ACT001", "dense 4096 | relu | dropout", "dense 4096 | dropout"),
        Plant.In("vgg19", "ACT001", "(conv c 3x3 | relu)", "(conv c 3x3)"),
        Plant.In("resnet20-b", "ACT001", "def block c { residual(conv c 3x3 nobias | bn | relu", "def block c { residual(conv c 3x3 nobias | bn"),
        Plant.In("resnet18", "ACT001", "stride 2 nobias | bn | relu | conv", "stride 2 nobias | bn | conv"),
        Plant.In("resnet50", "ACT001", "conv c 3x3 nobias | bn | relu | conv e", "conv c 3x3 nobias | bn | conv e"),
        Plant.In("mobilenetv2", "ACT001", "conv 1280 1x1 nobias | bn | relu6", "conv 1280 1x1 nobias | bn"),

        .. new[] { "lenet5", "twoconv", "smallvgg", "resnet20-b", "resnet18-cifar", "resnet18", "vgg16", "squeezenet" }.Select(zoo =>
            Plant.Edited(zoo, "ACT002", "no activations, average pooling", text => text.Replace(" | relu", "").Replace("maxpool", "avgpool"))),

        Plant.In("lenet5", "ACT003", "relu | maxpool", "tanh | maxpool"),
        Plant.In("twoconv", "ACT003", "relu | maxpool", "elu | maxpool"),
        Plant.In("smallvgg", "ACT003", "relu | maxpool", "leakyrelu 0.1 | maxpool"),
        Plant.In("resnet20-b", "ACT003", "bn | relu\n", "bn | relu | maxpool 2\n"),
        Plant.In("resnet18", "ACT003", "relu | maxpool", "softplus | maxpool"),
        Plant.In("vgg16", "ACT003", "maxpool 2", "elu | maxpool 2"),
        Plant.In("mobilenetv2", "ACT003", "stride 2 nobias | bn | relu6\n", "nobias | bn | relu6 | maxpool 2\n"),

        Plant.In("resnet20-b", "ACT004", "globalavgpool | dense 10", "conv 10 1x1 | globalavgpool"),
        Plant.In("resnet18-cifar", "ACT004", "globalavgpool | dense 10", "conv 10 1x1 | globalavgpool"),
        Plant.In("resnet50", "ACT004", "globalavgpool | dense 1000", "conv 1000 1x1 | globalavgpool"),
        Plant.In("mobilenetv2", "ACT004", "globalavgpool | dropout 0.2 | dense 1000", "dropout 0.2 | conv 1000 1x1 | globalavgpool"),
        Plant.In("squeezenet", "ACT004", "conv 1000 1x1 | relu", "conv 1000 1x1"),
        Plant.In("smallvgg", "ACT004", "conv 128 3x3 | relu | maxpool 2", "conv 128 3x3 | relu | conv 128 1x1 | avgpool 2 | relu"),
        Plant.In("twoconv", "ACT004", "relu | maxpool 2 | conv 64", "relu | conv 16 1x1 | avgpool 2 | conv 64"),

        Plant.Behind("resnet20-b", "ACT005", " | relu"),
        Plant.Behind("lenet5", "ACT005", " | relu"),
        Plant.Behind("twoconv", "ACT005", " | sigmoid"),
        Plant.Behind("smallvgg", "ACT005", " | tanh"),
        Plant.Behind("resnet18", "ACT005", " | relu6"),
        Plant.Behind("resnet50", "ACT005", " | relu"),
        Plant.Behind("mobilenetv2", "ACT005", " | hardsigmoid"),
        Plant.Behind("vgg16", "ACT005", " | leakyrelu 0.1"),

        Plant.In("vgg16", "ACT006", "conv c 3x3 | relu", "conv c 3x3 | tanh"),
        Plant.In("vgg19", "ACT006", "relu", "sigmoid"),
        Plant.In("smallvgg", "ACT006", "relu", "sigmoid"),
        Plant.In("squeezenet", "ACT006", "relu", "tanh"),
        Plant.Edited("resnet20-b", "ACT006", "sigmoid, no norms", text => text.Replace(" | bn", "").Replace("relu", "sigmoid")),
        Plant.Edited("resnet18-cifar", "ACT006", "tanh, no norms", text => text.Replace(" | bn", "").Replace("relu", "tanh")),
        Plant.Edited("lenet5", "ACT006", "sigmoid and one more layer", text => text.Replace("relu", "sigmoid").Replace("dense 84", "dense 84 | sigmoid | dense 84")),
    ];
}
