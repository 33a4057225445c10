namespace Fovea;

/// <summary>Networks for the ten classes of CIFAR-10 without shortcuts, in the text notation.</summary>
public static class CifarNets
{
    /// <summary>Three dense layers of 512, for crops of 28×28×3: 1,735,178 parameters, 1.73 MMACs.</summary>
    /// <remarks>
    /// Source: Zhang, Bengio, Hardt, Recht, Vinyals, "Understanding deep learning requires rethinking generalization", ICLR 2017, table 1:
    /// 52 % test accuracy, where a small Inception with as many parameters has 86 %. The pair shows what convolutions are good for.
    /// </remarks>
    public const string Mlp = "28x28x3 | flatten | 3 * (dense 512 | relu) | dense 10";

    /// <summary>All-CNN-C: convolutions only, 1,369,738 parameters, 281 MMACs.</summary>
    /// <remarks>Source: Springenberg, Dosovitskiy, Brox, Riedmiller, "Striving for simplicity: the all convolutional net", 2014, table 1, C with both poolings replaced.</remarks>
    public const string AllCnnC = """
        32x32x3 | dropout 0.2
          | 2 * (conv 96 3x3 | relu) | conv 96 3x3 stride 2 | relu | dropout 0.5
          | 2 * (conv 192 3x3 | relu) | conv 192 3x3 stride 2 | relu | dropout 0.5
          | conv 192 3x3 | relu | conv 192 1x1 | relu | conv 10 1x1 | relu | globalavgpool
        """;

    /// <summary>VGG-16 with batch norm and one small dense layer: 14,986,698 parameters, 313 MMACs.</summary>
    /// <remarks>
    /// Source: the form in which CIFAR experiments run configuration D of Simonyan and Zisserman. Seven of its thirteen convolutions see
    /// more than the 32 pixels there are: the classic case of layers that add no context.
    /// </remarks>
    public const string Vgg16 = """
        def stage n c { n * (conv c 3x3 nobias | bn | relu) | maxpool 2 }
        32x32x3 | stage 2 64 | stage 2 128 | stage 3 256 | stage 3 512 | stage 3 512 | flatten | dense 512 | relu | dense 10
        """;

    /// <summary>airbench94: 94 % on CIFAR-10 in seconds on a fast GPU; 1,972,792 parameters, 118 MMACs.</summary>
    /// <remarks>
    /// Source: Jordan, "94% on CIFAR-10 in 3.29 seconds on a single GPU", 2024 (KellerJordan/cifar10-airbench). The network only: its
    /// recipe also whitens with a frozen first layer, freezes the scales of batch norm, starts from identity filters and divides the
    /// logits by nine.
    /// </remarks>
    public const string AirBench94 = """
        def block c { conv c 3x3 nobias | maxpool 2 | bn | gelu | conv c 3x3 nobias | bn | gelu }
        32x32x3 | conv 24 2x2 pad valid | gelu | block 64 | block 256 | block 256 | maxpool 3 | flatten | dense 10 nobias
        """;

    /// <summary>Tiny VGG for 64×64×3: 19,920 parameters, 5.61 MMACs.</summary>
    /// <remarks>Source: Wang et al., "CNN Explainer: learning convolutional neural networks with interactive visualization", 2020 (poloclub/cnn-explainer).</remarks>
    public const string TinyVgg =
        "64x64x3 | 2 * (conv 10 3x3 pad valid | relu) | maxpool 2 | 2 * (conv 10 3x3 pad valid | relu) | maxpool 2 | flatten | dense 10";
}
