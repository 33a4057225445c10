namespace Fovea;

/// <summary>Networks that examples, tests and benchmarks share, in the text notation.</summary>
public static class SmallNets
{
    /// <summary>LeNet-5 in its modern form on 28×28×1: 61,706 parameters.</summary>
    /// <remarks>Source: LeCun, Bottou, Bengio, Haffner 1998; ReLU and max pooling instead of tanh and trained sub-sampling.</remarks>
    public const string LeNet5 =
        "28x28x1 | conv 6 5x5 | relu | maxpool 2 | conv 16 5x5 pad valid | relu | maxpool 2 | flatten | dense 120 | relu | dense 84 | relu | dense 10";

    /// <summary>Two convolutions and two dense layers on 28×28×1.</summary>
    public const string TwoConv =
        "28x28x1 | conv 32 5x5 | relu | maxpool 2 | conv 64 5x5 | relu | maxpool 2 | flatten | dense 128 | relu | dense 10";

    /// <summary>ResNet-20 for 32×32×3: 272,474 parameters with projection shortcuts.</summary>
    /// <remarks>Source: He, Zhang, Ren, Sun 2015, section 4.2; shortcuts B (1×1 convolution) instead of A (zero padding), which <see cref="CifarResNets.ResNet20"/> has.</remarks>
    public const string ResNet20 = """
        def block c { residual(conv c 3x3 nobias | bn | relu | conv c 3x3 nobias | bn) | relu }
        def down c  { residual(conv c 3x3 stride 2 nobias | bn | relu | conv c 3x3 nobias | bn ; conv c 1x1 stride 2 nobias | bn) | relu }
        32x32x3 | conv 16 3x3 nobias | bn | relu
          | 3 * block 16 | down 32 | 2 * block 32 | down 64 | 2 * block 64
          | globalavgpool | dense 10
        """;

    /// <summary>A small VGG for 32×32×3.</summary>
    /// <remarks>Source: Simonyan, Zisserman 2014, shortened.</remarks>
    public const string SmallVgg = """
        32x32x3 | conv 64 3x3 | relu | conv 64 3x3 | relu | maxpool 2
          | conv 128 3x3 | relu | conv 128 3x3 | relu | maxpool 2
          | conv 256 3x3 | relu | conv 256 3x3 | relu | maxpool 2
          | flatten | dense 256 | relu | dense 10
        """;
}
