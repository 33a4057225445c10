namespace Fovea.Kernels;

/// <summary>The three computations of a convolution that a choice is made for.</summary>
public enum ConvDirection
{
    /// <summary>The output.</summary>
    Forward,

    /// <summary>The gradient of the input.</summary>
    InputGradient,

    /// <summary>The gradient of the weights.</summary>
    WeightGradient,
}
