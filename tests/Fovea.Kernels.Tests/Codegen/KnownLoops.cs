using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels.Tests;

/// <summary>The methods whose machine code is looked at, with the sums that their innermost loops carry.</summary>
internal static class KnownLoops
{
    /// <summary>Sums in registers by method.</summary>
    public static IReadOnlyDictionary<string, int> Accumulators { get; } = new Dictionary<string, int>
    {
        ["Fovea.Kernels.MicroKernelAvx2:TileWide"] = 12,
        ["Fovea.Kernels.MicroKernelAvx2:Tile8x8"] = 8,
        ["Fovea.Kernels.MicroKernelAvx2:Row1x64"] = 8,
        ["Fovea.Kernels.MicroKernelAvx2:Row1x56"] = 7,
        ["Fovea.Kernels.MicroKernelAvx2:Dots8x1"] = 8,
        ["Fovea.Kernels.MicroKernelAvx2:Dots4x3"] = 12,
        ["Fovea.Kernels.MicroKernelAvx2:Outer6x16"] = 12,
        ["Fovea.Kernels.MicroKernelAvx2:Outer5x16"] = 10,
        ["Fovea.Kernels.MicroKernelAvx2:Outer9x8"] = 9,
        ["Fovea.Kernels.MicroKernelAvx512:TileWide"] = 8,
        ["Fovea.Kernels.MicroKernelAvx512:Outer8x16"] = 8,
        ["Fovea.Kernels.MicroKernelAvx512:Outer7x16"] = 7,
        ["Fovea.Kernels.MicroKernelAvx512:Outer6x16"] = 6,
        ["Fovea.Kernels.MicroKernelAvx512:Outer5x16"] = 5,
        ["Fovea.Kernels.Tests.LoopSamples:Sound"] = 4,
    };

    /// <summary>Transforms of Winograd's algorithm: no sums, but their loops keep to registers too.</summary>
    public static IReadOnlyList<Type> Transforms { get; } = [typeof(WinogradF2), typeof(WinogradF4), typeof(WinogradF3Window5), typeof(WinogradF4Stride2), typeof(WinogradF4Stride2Back)];

    /// <summary>What this process can run.</summary>
    public static IEnumerable<Type> Supported()
    {
        if (!Fma.IsSupported || !Avx2.IsSupported) yield break;
        yield return typeof(MicroKernelAvx2);
        yield return typeof(LoopSamples);
        foreach (Type transform in Transforms) yield return transform;
        if (!Avx512F.IsSupported) yield break;
        yield return typeof(MicroKernelAvx512);
        yield return typeof(WinogradF4Registers);
        yield return typeof(WinogradF3Window5Registers);
    }
}
