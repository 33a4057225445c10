namespace Fovea.Analysis.Tests;

/// <summary>Faults that the rules RFX001 to RFX007 must find.</summary>
internal static class FieldFaults
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        Plant.Sized("resnet50", "RFX001", 1024),
        Plant.Sized("resnet18", "RFX001", 1024),
        Plant.Sized("mobilenetv2", "RFX001", 1024),
        Plant.Sized("squeezenet", "RFX001", 511),
        Plant.Sized("resnet18-cifar", "RFX001", 256),
        Plant.Sized("resnet20-b", "RFX001", 256),
        Plant.Sized("all-cnn-c", "RFX001", 96),
        Plant.Sized("resnet20", "RFX001", 256),

        Plant.Sized("vgg16", "RFX002", 128),
        Plant.Sized("vgg19", "RFX002", 160),
        Plant.Sized("vgg16", "RFX002", 64).And("DWN003"),
        Plant.In("smallvgg", "RFX002", "conv 256 3x3 | relu | conv 256 3x3 | relu", "5 * (conv 256 3x3 | relu)"),
        Plant.In("twoconv", "RFX002", "conv 64 5x5 | relu", "6 * (conv 64 5x5 | relu)"),
        Plant.In("lenet5", "RFX002", "conv 16 5x5 pad valid | relu", "5 * (conv 16 5x5 | relu)"),
        Plant.In("all-cnn-c", "RFX002", "| conv 192 3x3 | relu | conv 192 1x1", "| 4 * (conv 192 3x3 | relu) | conv 192 1x1"),
        Plant.In("alexnet", "RFX002", "conv 384 3x3 | relu", "8 * (conv 384 3x3 | relu)"),

        Plant.Sized("vgg16", "RFX003", 192),
        Plant.Sized("vgg11", "RFX003", 128),
        Plant.In("twoconv", "RFX003", "conv 64 5x5 | relu", "3 * (conv 64 5x5 | relu)"),
        Plant.In("keras-mnist-gap", "RFX003", "conv 64 3x3 pad valid | relu", "13 * (conv 64 3x3 | relu)"),
        Plant.In("keras-mnist", "RFX003", "conv 64 3x3 pad valid | relu", "13 * (conv 64 3x3 | relu)"),
        Plant.In("alexnet", "RFX003", "conv 384 3x3 | relu", "3 * (conv 384 3x3 | relu)"),
        Plant.In("all-cnn-c", "RFX003", "| conv 192 3x3 | relu | conv 192 1x1", "| conv 192 5x5 | relu | conv 192 1x1"),

        Plant.In("resnet20-b", "RFX004", "conv c 3x3 nobias | bn) | relu }", "conv c 3x3 pad 0,2,0,2 nobias | bn) | relu }"),
        Plant.In("resnet18", "RFX004", "conv c 3x3 nobias | bn) | relu }", "conv c 3x3 pad 0,2,0,2 nobias | bn) | relu }"),
        Plant.In("resnet34", "RFX004", "conv c 3x3 nobias | bn) | relu }", "conv c 3x3 pad 2,0,2,0 nobias | bn) | relu }"),
        Plant.In("resnet50", "RFX004", "relu | conv c 3x3 nobias", "relu | conv c 3x3 pad 0,2,0,2 nobias"),
        Plant.In("squeezenet", "RFX004", "conv e 3x3 | relu", "conv e 3x3 pad 0,2,0,2 | relu"),
        Plant.In("densenet121", "RFX004", "conv 32 3x3", "conv 32 3x3 pad 0,2,0,2"),
        Plant.In("convnext-tiny", "RFX004", "depthwise 7x7", "depthwise 7x7 pad 0,6,0,6"),
        Plant.In("inception-v1", "RFX004", "maxpool 3 stride 1 pad 1", "pad 0,2,0,2 | maxpool 3 stride 1"),

        .. new[] { "resnet18", "resnet50", "mobilenetv2", "resnet20", "resnet18-cifar", "inception-v1", "densenet121" }.Select(zoo =>
            Plant.Under(zoo, "RFX005", "an effective field of 4 px", s => s with { EffectiveFields = new Dictionary<string, double> { [Structure.HeadInput(s.Graph)!.Name] = 4 } })),

        Plant.In("smallvgg", "RFX006", "conv 256 3x3 | relu | conv 256 3x3 | relu", "conv 256 3x3 dilation 2 | relu"),
        Plant.In("twoconv", "RFX006", "conv 64 5x5", "conv 64 5x5 dilation 2"),
        Plant.In("vgg16", "RFX006", "stage 3 512 | stage 3 512", "stage 3 512 | 2 * (conv 512 3x3 dilation 2 | relu) | maxpool 2"),
        Plant.In("all-cnn-c", "RFX006", "conv 192 3x3 | relu", "conv 192 3x3 dilation 2 | relu"),
        Plant.In("tinyvgg", "RFX006", "conv 10 3x3", "conv 10 3x3 dilation 3"),
        Plant.In("vgg19", "RFX006", "| stage 4 512 | flatten", "| 2 * (conv 512 3x3 dilation 2 | relu) | maxpool 2 | flatten"),
        Plant.In("vgg11", "RFX006", "conv c 3x3", "conv c 3x3 dilation 2"),

        // Networks that make 224 pixels 32 times smaller leave one or two of 32 or 64; most of them begin with a stem for large images.
        Plant.Sized("resnet50", "RFX007", 32).And("DWN001", "DWN003", "DWN004"),
        Plant.Sized("resnet34", "RFX007", 32).And("DWN001", "DWN003", "DWN004", "RFX002"),
        Plant.Sized("resnet34", "RFX007", 64).And("DWN001", "DWN003", "DWN004", "RFX002"),
        Plant.Sized("resnet18", "RFX007", 32).And("DWN001", "DWN003", "DWN004", "RFX002"),
        Plant.Sized("resnet18", "RFX007", 64).And("DWN001", "DWN003", "DWN004", "RFX002"),
        Plant.Sized("convnext-tiny", "RFX007", 64).And("DWN001", "DWN003", "DWN004"),
        Plant.Sized("vgg16", "RFX007", 32).And("DWN001", "DWN003", "RFX002"),
        Plant.Sized("vgg16", "RFX007", 96).And("DWN003", "RFX002"),
        Plant.Sized("vgg11", "RFX007", 64).And("DWN003", "RFX002"),
        Plant.Sized("inception-v1", "RFX007", 32).And("DWN001", "DWN003", "DWN004", "RFX002"),
        Plant.Sized("mobilenetv2", "RFX007", 32).And("DWN001", "DWN003"),
        Plant.Sized("densenet121", "RFX007", 32).And("DWN001", "DWN003", "DWN004", "RFX002"),
    ];
}
