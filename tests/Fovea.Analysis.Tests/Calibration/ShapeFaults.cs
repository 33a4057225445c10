namespace Fovea.Analysis.Tests;

/// <summary>Faults that the rules SHP001 to SHP010 must find.</summary>
internal static class ShapeFaults
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        Plant.In("lenet5", "SHP001", "maxpool 2", "maxpool 4"),
        Plant.Sized("alexnet", "SHP001", 32),
        Plant.Sized("vgg16", "SHP001", 16),
        Plant.Sized("vgg11", "SHP001", 16),
        Plant.Sized("vgg19", "SHP001", 16),
        Plant.Sized("airbench94", "SHP001", 16),
        Plant.In("keras-mnist", "SHP001", "conv 64 3x3 pad valid", "conv 64 27x27 pad valid"),
        Plant.In("twoconv", "SHP001", "conv 64 5x5", "conv 64 15x15 pad valid"),

        Plant.In("resnet20-b", "SHP002", " ; conv c 1x1 stride 2 nobias | bn", ""),
        Plant.In("resnet18-cifar", "SHP002", " ; conv c 1x1 stride 2 nobias | bn", ""),
        Plant.In("resnet34", "SHP002", " ; conv c 1x1 stride 2 nobias | bn", ""),
        Plant.In("resnet50", "SHP002", " ; conv e 1x1 stride s nobias | bn", ""),
        Plant.In("lenet5", "SHP002", "flatten | ", ""),
        Plant.In("vgg16", "SHP002", " | flatten", ""),
        Plant.In("mobilenetv2", "SHP002", "globalavgpool | ", ""),
        Plant.In("inception-v1", "SHP002", "unit b 1 | unit c 3", "unit b 1 | maxpool 2 | unit c 3"),
        Plant.Under("lenet5", "SHP002", "weights for 32×32 images", s => s with { Trained = s.Graph.Resize(Shape.Image(32, 32, 1)).Graph }),
        Plant.Under("smallvgg", "SHP002", "weights for 64×64 images", s => s with { Trained = s.Graph.Resize(Shape.Image(64, 64, 3)).Graph }),

        Plant.Sized("lenet5", "SHP003", 30),
        Plant.Sized("twoconv", "SHP003", 26),
        Plant.Sized("smallvgg", "SHP003", 36),
        Plant.Sized("vgg16", "SHP003", 232),
        Plant.In("inception-v1", "SHP003", " ceil", ""),
        Plant.In("resnet18-cifar", "SHP003", "globalavgpool", "maxpool 3 stride 2 | globalavgpool").And("DWN003"),
        Plant.Sized("vgg19", "SHP003", 236),

        Plant.In("lenet5", "SHP004", "conv 6 5x5 | relu | maxpool 2", "conv 6 5x5 stride 2 | relu"),
        Plant.In("twoconv", "SHP004", "conv 32 5x5 | relu | maxpool 2", "conv 32 5x5 stride 2 | relu"),
        Plant.In("smallvgg", "SHP004", "conv 64 3x3 | relu | maxpool 2", "conv 64 3x3 stride 2 | relu"),
        Plant.In("vgg16", "SHP004", "maxpool 2", "conv c 3x3 stride 2 | relu"),
        Plant.In("vgg11", "SHP004", "maxpool 2", "conv c 3x3 stride 2 | relu"),
        Plant.In("tinyvgg", "SHP004", "maxpool 2", "conv 10 3x3 stride 2 | relu"),
        Plant.In("keras-mnist", "SHP004", "maxpool 2", "conv 64 3x3 stride 2 | relu"),

        Plant.In("resnet20-b", "SHP005", "residual(conv c 3x3 stride 2", "residual(conv c 1x1 stride 2"),
        Plant.In("resnet18", "SHP005", "residual(conv c 3x3 stride 2", "residual(conv c 1x1 stride 2"),
        Plant.In("resnet34", "SHP005", "residual(conv c 3x3 stride 2", "residual(conv c 1x1 stride 2"),
        Plant.In("resnet50", "SHP005", "conv c 3x3 stride s", "conv c 1x1 stride s"),
        Plant.In("vgg16", "SHP005", "maxpool 2", "maxpool 1 stride 2"),
        Plant.In("smallvgg", "SHP005", "maxpool 2", "conv 256 1x1 stride 2 | relu"),
        Plant.In("lenet5", "SHP005", "maxpool 2", "avgpool 1 stride 2"),
        Plant.In("all-cnn-c", "SHP005", "conv 192 3x3 stride 2", "conv 192 1x1 stride 2"),
        Plant.In("densenet121", "SHP005", "avgpool 2", "avgpool 1 stride 2"),

        Plant.In("mobilenetv2", "SHP006", "conv 32 3x3 stride 2", "conv 32 3x3 stride 2 pad 0,1,0,1"),
        Plant.In("resnet18", "SHP006", "conv 64 7x7 stride 2", "conv 64 7x7 stride 2 pad 2,3,2,3"),
        Plant.In("resnet34", "SHP006", "conv 64 7x7 stride 2", "conv 64 7x7 stride 2 pad 2,3,2,3"),
        Plant.In("resnet50", "SHP006", "conv 64 7x7 stride 2", "conv 64 7x7 stride 2 pad 2,3,2,3"),
        Plant.In("all-cnn-c", "SHP006", "conv 96 3x3 stride 2", "conv 96 3x3 stride 2 pad 0,1,0,1"),
        Plant.In("resnet20-b", "SHP006", "conv 16 3x3 nobias | bn | relu", "pad 0,1,0,1 | conv 16 3x3 stride 2 pad valid nobias | bn | relu"),
        Plant.Edited("smallvgg", "SHP006", "strides of two kinds", text => text.Replace("conv 64 3x3 | relu | maxpool 2", "conv 64 3x3 stride 2 pad 0,1,0,1 | relu").Replace("conv 128 3x3 | relu | maxpool 2", "conv 128 3x3 stride 2 | relu")),

        Plant.In("lenet5", "SHP007", "conv 6 5x5", "conv 6 4x4"),
        Plant.In("twoconv", "SHP007", "5x5", "4x4"),
        Plant.In("smallvgg", "SHP007", "3x3", "2x2"),
        Plant.In("vgg16", "SHP007", "3x3", "2x2"),
        Plant.In("vgg11", "SHP007", "3x3", "2x2"),
        Plant.In("all-cnn-c", "SHP007", "conv 192 3x3 | relu", "conv 192 4x4 | relu"),
        Plant.In("vgg19", "SHP007", "3x3", "2x2"),

        Plant.In("smallvgg", "SHP009", "3x3 | relu | conv 128 3x3 | relu | maxpool 2\n  | conv 256 3x3", "3x3 groups 4 | relu | conv 128 3x3 groups 4 | relu | maxpool 2\n  | conv 256 3x3 groups 4"),
        Plant.In("vgg16", "SHP009", "stage 3 512 | stage 3 512", "conv 512 3x3 | relu | maxpool 2 | 4 * (conv 512 3x3 groups 8 | relu) | maxpool 2"),
        Plant.In("alexnet", "SHP009", "conv 384 3x3 | relu | conv 256 3x3 | relu | conv 256 3x3", "conv 384 3x3 groups 2 | relu | conv 256 3x3 groups 2 | relu | conv 256 3x3 groups 2"),
        Plant.In("mobilenetv2", "SHP009", " 1x1 nobias | bn | relu6 | depthwise 3x3 stride s nobias | bn | relu6 | conv c 1x1", " 1x1 groups 8 nobias | bn | relu6 | depthwise 3x3 stride s nobias | bn | relu6 | conv c 1x1 groups 8"),
        Plant.In("all-cnn-c", "SHP009", "| conv 192 1x1 | relu", "| 3 * (depthwise 3x3 | relu) | conv 192 1x1 | relu"),
        Plant.In("smallvgg", "SHP009", "conv 128 3x3", "conv 128 3x3 groups 3"),
        Plant.In("lenet5", "SHP009", "conv 16 5x5", "conv 16 5x5 groups 4"),
        Plant.In("resnet50", "SHP009", "conv c 3x3 stride s", "conv c 3x3 stride s groups 12"),

        Plant.In("lenet5", "SHP010", "| relu | maxpool 2 | conv 16", "| rleu | maxpool 2 | conv 16"),
        Plant.In("resnet50", "SHP010", "maxpool 3x3", "maxpol 3x3"),
        Plant.In("vgg16", "SHP010", "dropout", "dropuot"),
        Plant.In("mobilenetv2", "SHP010", "globalavgpool", "globalavgpol"),
        Plant.In("smallvgg", "SHP010", "conv 256 3x3 | relu | maxpool", "conv 256 3x3 strid 2 | relu | maxpool"),
        Plant.In("resnet20", "SHP010", "globalavgpool | dense 10", "globalavgpool | dense"),
        Plant.In("squeezenet", "SHP010", "3x3 | relu) }", "3x3 | relu }"),
    ];
}
