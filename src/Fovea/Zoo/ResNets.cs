namespace Fovea;

/// <summary>Residual networks, in the text notation.</summary>
/// <remarks>Source: He, Zhang, Ren, Sun, "Deep residual learning for image recognition", CVPR 2016; <see cref="CifarResNets"/> are the small ones.</remarks>
public static class ResNets
{
    private const string Basic = """
        def block c { residual(conv c 3x3 nobias | bn | relu | conv c 3x3 nobias | bn) | relu }
        def down c  { residual(conv c 3x3 stride 2 nobias | bn | relu | conv c 3x3 nobias | bn ; conv c 1x1 stride 2 nobias | bn) | relu }

        """;

    private const string BasicStages = """

          | 2 * block 64 | down 128 | block 128 | down 256 | block 256 | down 512 | block 512
          | globalavgpool | dense
        """;

    /// <summary>ResNet-18 for ImageNet, 224×224×3: 11,689,512 parameters, 1.81 GMACs.</summary>
    /// <remarks>Source: table 1 of the paper; parameters as torchvision's <c>resnet18</c>.</remarks>
    public const string ResNet18 = Basic
        + "224x224x3 | conv 64 7x7 stride 2 nobias | bn | relu | maxpool 3x3 stride 2 pad 1" + BasicStages + " 1000";

    /// <summary>ResNet-34 for ImageNet, 224×224×3: 21,797,672 parameters, 3.66 GMACs.</summary>
    /// <remarks>Source: table 1 of the paper; parameters as torchvision's <c>resnet34</c>.</remarks>
    public const string ResNet34 = Basic + """
        224x224x3 | conv 64 7x7 stride 2 nobias | bn | relu | maxpool 3x3 stride 2 pad 1
          | 3 * block 64 | down 128 | 3 * block 128 | down 256 | 5 * block 256 | down 512 | 2 * block 512
          | globalavgpool | dense 1000
        """;

    /// <summary>ResNet-18 for 32×32×3: a 3×3 stem with stride 1, no pooling behind it, ten classes; 11,173,962 parameters, 555 MMACs.</summary>
    /// <remarks>Source: the form that CIFAR experiments use, as in kuangliu/pytorch-cifar.</remarks>
    public const string ResNet18Cifar = Basic
        + "32x32x3 | conv 64 3x3 nobias | bn | relu" + BasicStages + " 10";

    /// <summary>ResNet-50 for ImageNet, 224×224×3: 25,557,032 parameters, 4.09 GMACs.</summary>
    /// <remarks>Source: table 1 of the paper, with the stride in the 3×3 convolution (V1.5) as torchvision's <c>resnet50</c> has it.</remarks>
    public const string ResNet50 = """
        def block c e  { residual(conv c 1x1 nobias | bn | relu | conv c 3x3 nobias | bn | relu | conv e 1x1 nobias | bn) | relu }
        def first c e s { residual(conv c 1x1 nobias | bn | relu | conv c 3x3 stride s nobias | bn | relu | conv e 1x1 nobias | bn ; conv e 1x1 stride s nobias | bn) | relu }
        224x224x3 | conv 64 7x7 stride 2 nobias | bn | relu | maxpool 3x3 stride 2 pad 1
          | first 64 256 1 | 2 * block 64 256
          | first 128 512 2 | 3 * block 128 512
          | first 256 1024 2 | 5 * block 256 1024
          | first 512 2048 2 | 2 * block 512 2048
          | globalavgpool | dense 1000
        """;
}
