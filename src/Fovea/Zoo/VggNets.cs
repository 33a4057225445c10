namespace Fovea;

/// <summary>VGG networks for ImageNet, 224×224×3, in the text notation.</summary>
/// <remarks>Source: Simonyan, Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR 2015; as torchvision's <c>vgg11</c> to <c>vgg19</c>, and <c>vgg11_bn</c> to <c>vgg19_bn</c> with batch norm behind each convolution.</remarks>
public static class VggNets
{
    private const string Stage = """
        def stage n c { n * (conv c 3x3 | relu) | maxpool 2 }

        """;

    private const string NormStage = """
        def stage n c { n * (conv c 3x3 | bn | relu) | maxpool 2 }

        """;

    private const string A = "224x224x3 | stage 1 64 | stage 1 128 | stage 2 256 | stage 2 512 | stage 2 512" + Classifier;
    private const string B = "224x224x3 | stage 2 64 | stage 2 128 | stage 2 256 | stage 2 512 | stage 2 512" + Classifier;
    private const string D = "224x224x3 | stage 2 64 | stage 2 128 | stage 3 256 | stage 3 512 | stage 3 512" + Classifier;
    private const string E = "224x224x3 | stage 2 64 | stage 2 128 | stage 4 256 | stage 4 512 | stage 4 512" + Classifier;
    private const string Classifier = " | flatten | 2 * (dense 4096 | relu | dropout 0.5) | dense 1000";

    /// <summary>VGG-11 (configuration A): 132,863,336 parameters, 7.61 GMACs.</summary>
    public const string Vgg11 = Stage + A;

    /// <summary>VGG-13 (configuration B): 133,047,848 parameters, 11.31 GMACs.</summary>
    public const string Vgg13 = Stage + B;

    /// <summary>VGG-16 (configuration D): 138,357,544 parameters, 15.47 GMACs.</summary>
    public const string Vgg16 = Stage + D;

    /// <summary>VGG-19 (configuration E): 143,667,240 parameters, 19.63 GMACs.</summary>
    public const string Vgg19 = Stage + E;

    /// <summary>VGG-11 with batch norm: 132,868,840 parameters.</summary>
    public const string Vgg11Norm = NormStage + A;

    /// <summary>VGG-13 with batch norm: 133,053,736 parameters.</summary>
    public const string Vgg13Norm = NormStage + B;

    /// <summary>VGG-16 with batch norm: 138,365,992 parameters.</summary>
    public const string Vgg16Norm = NormStage + D;

    /// <summary>VGG-19 with batch norm: 143,678,248 parameters.</summary>
    public const string Vgg19Norm = NormStage + E;
}
