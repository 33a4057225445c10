namespace Fovea.Kernels.Tests;

/// <summary>A small layer whose kernels are timed: a millisecond or two for the reference kernels.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="G">Sizes.</param>
/// <param name="N">Images.</param>
/// <param name="Algorithm">How the fast kernels compute it; the reference is always direct.</param>
internal sealed record SpeedLayer(string Name, ConvGeometry G, int N, ConvAlgorithm Algorithm = ConvAlgorithm.Direct)
{
    public static IReadOnlyList<SpeedLayer> All { get; } =
    [
        new("3×3", WinogradProblem.Same(16, 16, 32, 32), 1),
        new("3×3 winograd4", WinogradProblem.Same(16, 16, 32, 32), 1, ConvAlgorithm.F4),
        new("3×3 stride 2", WinogradProblem.Same(16, 16, 32, 32) with { StrideH = 2, StrideW = 2 }, 2),
        new("1×1", new ConvGeometry(16, 16, 64, 64, 1, 1), 2),
        new("5×5", new ConvGeometry(14, 14, 16, 16, 5, 5, PadTop: 2, PadBottom: 2, PadLeft: 2, PadRight: 2), 1),
        new("dense", ConvGeometry.Dense(512, 256), 16),
        new("depthwise 3×3", WinogradProblem.Same(24, 24, 64, 64) with { Groups = 64 }, 2),
    ];

    /// <summary>Whether a variant has kernels for it.</summary>
    public bool Exists(KernelVariant variant) => Algorithm == ConvAlgorithm.Direct || variant is KernelVariant.Avx2 or KernelVariant.Avx512;
}
