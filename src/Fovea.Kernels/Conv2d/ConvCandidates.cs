namespace Fovea.Kernels;

/// <summary>Which algorithms can compute a convolution: what a measurement chooses from.</summary>
public static class ConvCandidates
{
    // Below this the transforms cost what they save, whatever the machine; the kernels are tested from here on.
    private const int FewestChannels = 16;

    /// <summary>All algorithms for a layer's three computations, the direct one first.</summary>
    /// <param name="g">Sizes.</param>
    /// <param name="variant">The kernels that will run; only the vector kernels for AVX2 and AVX-512 have transforms.</param>
    public static IReadOnlyList<ConvAlgorithm> Of(in ConvGeometry g, KernelVariant variant = KernelVariant.Auto)
    {
        bool transforms = KernelTable.Resolve(variant) is KernelVariant.Avx512 or KernelVariant.Avx2;
        if (!transforms || g.InC < FewestChannels || g.OutC < FewestChannels) return [ConvAlgorithm.Direct];
        if (WinogradChoice.Fits(in g, 3)) return [ConvAlgorithm.Direct, ConvAlgorithm.F2, ConvAlgorithm.F4];
        if (WinogradChoice.FitsStride2(in g)) return [ConvAlgorithm.Direct, ConvAlgorithm.F4Stride2];
        return WinogradChoice.Fits(in g, 5) ? [ConvAlgorithm.Direct, ConvAlgorithm.F3Window5] : [ConvAlgorithm.Direct];
    }
}
