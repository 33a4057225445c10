namespace Fovea;

/// <summary>AlexNet, in the text notation.</summary>
public static class AlexNets
{
    /// <summary>AlexNet for 224×224×3: 61,100,840 parameters, 714 MMACs, 96 % of the parameters in its dense layers.</summary>
    /// <remarks>
    /// Source: Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014, as torchvision's <c>alexnet</c>: one
    /// tower instead of the two of 2012, and no response normalisation.
    /// </remarks>
    public const string AlexNet = """
        224x224x3 | conv 64 11x11 stride 4 pad 2 | relu | maxpool 3 stride 2
          | conv 192 5x5 | relu | maxpool 3 stride 2
          | conv 384 3x3 | relu | conv 256 3x3 | relu | conv 256 3x3 | relu | maxpool 3 stride 2
          | flatten | 2 * (dropout 0.5 | dense 4096 | relu) | dense 1000
        """;
}
