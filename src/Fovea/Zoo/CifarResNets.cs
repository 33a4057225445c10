namespace Fovea;

/// <summary>Residual networks for 32×32×3 with the paper's parameter-free shortcuts, in the text notation.</summary>
/// <remarks>
/// Source: He, Zhang, Ren, Sun, "Deep residual learning for image recognition", CVPR 2016, section 4.2: 6n + 2 layers, shortcuts A, which
/// take every second pixel and add zero channels. <see cref="SmallNets.ResNet20"/> has projections (shortcuts B) in their place.
/// </remarks>
public static class CifarResNets
{
    private const string Blocks = """
        def block c { residual(conv c 3x3 nobias | bn | relu | conv c 3x3 nobias | bn) | relu }
        def down c z { residual(conv c 3x3 stride 2 nobias | bn | relu | conv c 3x3 nobias | bn ; avgpool 1 stride 2 | padchannels z z) | relu }
        32x32x3 | conv 16 3x3 nobias | bn | relu
        """;

    private const string Head = " | globalavgpool | dense 10";

    /// <summary>n = 3: 269,722 parameters, 40.6 MMACs; 8.75 % error in the paper.</summary>
    public const string ResNet20 = Blocks + " | 3 * block 16 | down 32 8 | 2 * block 32 | down 64 16 | 2 * block 64" + Head;

    /// <summary>n = 5: 464,154 parameters, 69 MMACs; 7.51 % error in the paper.</summary>
    public const string ResNet32 = Blocks + " | 5 * block 16 | down 32 8 | 4 * block 32 | down 64 16 | 4 * block 64" + Head;

    /// <summary>n = 9: 853,018 parameters, 125.5 MMACs; 6.97 % error in the paper.</summary>
    public const string ResNet56 = Blocks + " | 9 * block 16 | down 32 8 | 8 * block 32 | down 64 16 | 8 * block 64" + Head;
}
