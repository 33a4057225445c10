namespace Fovea;

/// <summary>Networks of parallel branches, in the text notation.</summary>
public static class InceptionNets
{
    /// <summary>Inception v1 (GoogLeNet) for 224×224×3: 6,624,904 parameters, 1.50 GMACs.</summary>
    /// <remarks>
    /// Source: Szegedy et al., "Going deeper with convolutions", CVPR 2015, table 1, without its auxiliary classifiers, as torchvision's
    /// <c>googlenet</c>: batch norm behind each convolution, and 3×3 where the paper has 5×5.
    /// </remarks>
    public const string InceptionV1 = """
        def unit c k { conv c kxk nobias | bn eps 0.001 | relu }
        def inception a b c d e f { concat(unit a 1 ; unit b 1 | unit c 3 ; unit d 1 | unit e 3 ; maxpool 3 stride 1 pad 1 | unit f 1) }
        224x224x3 | conv 64 7x7 stride 2 nobias | bn eps 0.001 | relu | maxpool 3 stride 2 ceil
          | unit 64 1 | unit 192 3 | maxpool 3 stride 2 ceil
          | inception 64 96 128 16 32 32 | inception 128 128 192 32 96 64 | maxpool 3 stride 2 ceil
          | inception 192 96 208 16 48 64 | inception 160 112 224 24 64 64 | inception 128 128 256 24 64 64
          | inception 112 144 288 32 64 64 | inception 256 160 320 32 128 128 | maxpool 2 ceil
          | inception 256 160 320 32 128 128 | inception 384 192 384 48 128 128
          | globalavgpool | dropout 0.2 | dense 1000
        """;
}
