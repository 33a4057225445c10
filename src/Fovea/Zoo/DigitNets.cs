namespace Fovea;

/// <summary>Networks for 28×28×1 that tutorials train on MNIST, in the text notation.</summary>
public static class DigitNets
{
    /// <summary>Caffe's LeNet: 431,080 parameters, 2.29 MMACs, 94 % of the parameters in its dense layers.</summary>
    /// <remarks>Source: BVLC/caffe, examples/mnist/lenet.prototxt; as there, no activation follows the convolutions: the maximum is all that bends them.</remarks>
    public const string LeNetCaffe =
        "28x28x1 | conv 20 5x5 pad valid | maxpool 2 | conv 50 5x5 pad valid | maxpool 2 | flatten | dense 500 | relu | dense 10";

    private const string KerasTrunk = "28x28x1 | conv 32 3x3 pad valid | relu | conv 64 3x3 pad valid | relu";

    /// <summary>The CNN of Keras's MNIST example: 1,199,882 parameters, 11.99 MMACs, 98 % of the parameters in its dense layers.</summary>
    /// <remarks>Source: keras-team/keras, examples/mnist_cnn.py (Keras 2.0 to 2.3).</remarks>
    public const string KerasMnist = KerasTrunk + " | maxpool 2 | dropout 0.25 | flatten | dense 128 | relu | dropout 0.5 | dense 10";

    /// <summary>Its convolutions with a global average in place of the dense layers: 19,466 parameters, 10.81 MMACs.</summary>
    /// <remarks>Source: the same convolutions; the head is that of Lin, Chen, Yan, "Network in network", 2013.</remarks>
    public const string KerasMnistGap = KerasTrunk + " | globalavgpool | dense 10";
}
