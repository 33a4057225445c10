namespace Fovea;

/// <summary>ConvNeXt, in the text notation.</summary>
public static class ConvNeXts
{
    /// <summary>ConvNeXt-T for 224×224×3: 28,589,128 parameters, 4.46 GMACs.</summary>
    /// <remarks>
    /// Source: Liu, Mao, Wu, Feichtenhofer, Darrell, Xie, "A ConvNet for the 2020s", CVPR 2022; as torchvision's <c>convnext_tiny</c>.
    /// Layer scale is a 1×1 depthwise convolution, the same product; it starts from random weights where the paper starts from 10⁻⁶.
    /// Stochastic depth, which acts in training only, is left out.
    /// </remarks>
    public const string Tiny = """
        def block c e { residual(depthwise 7x7 | layernorm eps 1e-6 | conv e 1x1 | gelu | conv c 1x1 | depthwise 1x1 nobias) }
        def down c { layernorm eps 1e-6 | conv c 2x2 stride 2 pad valid }
        224x224x3 | conv 96 4x4 stride 4 pad valid | layernorm eps 1e-6
          | 3 * block 96 384 | down 192 | 3 * block 192 768 | down 384 | 9 * block 384 1536 | down 768 | 3 * block 768 3072
          | globalavgpool | layernorm eps 1e-6 | dense 1000
        """;
}
