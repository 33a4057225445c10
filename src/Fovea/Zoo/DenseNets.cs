namespace Fovea;

/// <summary>Densely connected networks, in the text notation.</summary>
public static class DenseNets
{
    /// <summary>DenseNet-121 for 224×224×3, growth 32: 7,978,856 parameters, 2.83 GMACs.</summary>
    /// <remarks>Source: Huang, Liu, van der Maaten, Weinberger, "Densely connected convolutional networks", CVPR 2017, table 1; as torchvision's <c>densenet121</c>.</remarks>
    public const string DenseNet121 = """
        def grow { concat( ; bn | relu | conv 128 1x1 nobias | bn | relu | conv 32 3x3 nobias) }
        def halve c { bn | relu | conv c 1x1 nobias | avgpool 2 }
        224x224x3 | conv 64 7x7 stride 2 nobias | bn | relu | maxpool 3 stride 2 pad 1
          | 6 * grow | halve 128 | 12 * grow | halve 256 | 24 * grow | halve 512 | 16 * grow
          | bn | relu | globalavgpool | dense 1000
        """;
}
