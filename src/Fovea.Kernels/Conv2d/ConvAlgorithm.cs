namespace Fovea.Kernels;

/// <summary>How a convolution is computed.</summary>
public enum ConvAlgorithm
{
    /// <summary>Each output as the sum it is declared as.</summary>
    Direct,

    /// <summary>Winograd F(2×2, 3×3): 2.25 times fewer multiplications.</summary>
    F2,

    /// <summary>Winograd F(4×4, 3×3): 4 times fewer multiplications, twice the rounding error of the direct sums.</summary>
    F4,

    /// <summary>Winograd F(3×3, 5×5): 4.6 times fewer multiplications.</summary>
    F3Window5,

    /// <summary>Winograd F(4, 2) on the even rows and columns of a 3×3 window with stride 2, its middle as it is: 1.78 times fewer multiplications.</summary>
    F4Stride2,
}
