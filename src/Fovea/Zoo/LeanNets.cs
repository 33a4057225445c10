namespace Fovea;

/// <summary>Networks for ImageNet, 224×224×3, that were made to be small or fast, in the text notation.</summary>
public static class LeanNets
{
    /// <summary>SqueezeNet 1.1: 1,235,496 parameters, 349 MMACs.</summary>
    /// <remarks>
    /// Source: Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and &lt;0.5MB model size", 2016, in its
    /// release 1.1 (forresti/SqueezeNet), which needs 2.4 times fewer products than the paper's; as torchvision's <c>squeezenet1_1</c>.
    /// </remarks>
    public const string SqueezeNet = """
        def fire s e { conv s 1x1 | relu | concat(conv e 1x1 | relu ; conv e 3x3 | relu) }
        224x224x3 | conv 64 3x3 stride 2 pad valid | relu | maxpool 3x3 stride 2 ceil
          | 2 * fire 16 64 | maxpool 3x3 stride 2 ceil
          | 2 * fire 32 128 | maxpool 3x3 stride 2 ceil
          | 2 * fire 48 192 | 2 * fire 64 256
          | dropout 0.5 | conv 1000 1x1 | relu | globalavgpool
        """;

    /// <summary>MobileNetV2 at width 1: 3,504,872 parameters, 301 MMACs.</summary>
    /// <remarks>Source: Sandler, Howard, Zhu, Zhmoginov, Chen, "MobileNetV2: inverted residuals and linear bottlenecks", CVPR 2018, table 2; as torchvision's <c>mobilenet_v2</c>.</remarks>
    public const string MobileNetV2 = """
        def narrow e c s { conv e 1x1 nobias | bn | relu6 | depthwise 3x3 stride s nobias | bn | relu6 | conv c 1x1 nobias | bn }
        def block e c { residual(narrow e c 1) }
        224x224x3 | conv 32 3x3 stride 2 nobias | bn | relu6
          | depthwise 3x3 nobias | bn | relu6 | conv 16 1x1 nobias | bn
          | narrow 96 24 2 | block 144 24
          | narrow 144 32 2 | 2 * block 192 32
          | narrow 192 64 2 | 3 * block 384 64
          | narrow 384 96 1 | 2 * block 576 96
          | narrow 576 160 2 | 2 * block 960 160
          | narrow 960 320 1
          | conv 1280 1x1 nobias | bn | relu6 | globalavgpool | dropout 0.2 | dense 1000
        """;
}
