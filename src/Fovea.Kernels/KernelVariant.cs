namespace Fovea.Kernels;

/// <summary>The instruction sets that the convolution and dense kernels are written for.</summary>
public enum KernelVariant
{
    /// <summary>The fastest that this processor runs: the first supported entry of <see cref="KernelTable"/>.</summary>
    Auto,

    /// <summary>Scalar loops, on any processor: slow, for tests and for doubt.</summary>
    Reference,

    /// <summary>Portable 128-bit vectors: ARM64, and x64 without AVX2.</summary>
    Vector128,

    /// <summary>256-bit vectors with fused multiply-add.</summary>
    Avx2,

    /// <summary>512-bit vectors, a pixel's value broadcast by the multiply-add itself.</summary>
    Avx512,
}
