using System.Diagnostics.CodeAnalysis;

namespace Fovea.Kernels;

/// <summary>Which convolutions Winograd's algorithm computes, by measurement. Depends on sizes and the plan's largest batch only, never on timing.</summary>
public static class WinogradChoice
{
    /// <summary>The algorithm for one computation of a layer.</summary>
    /// <param name="g">Sizes.</param>
    /// <param name="batch">Most images in one run.</param>
    /// <param name="direction">What is computed.</param>
    /// <param name="variant">The kernels that will run; only the vector kernels for AVX2 and AVX-512 have transforms.</param>
    public static ConvAlgorithm For(in ConvGeometry g, int batch, ConvDirection direction, KernelVariant variant = KernelVariant.Auto)
    {
        if (KernelTable.Resolve(variant) is not (KernelVariant.Avx512 or KernelVariant.Avx2) || !FitsAny(in g)) return ConvAlgorithm.Direct;
        // Measured on Zen 4, F4 against direct kernels at 95 % of the peak. Below 16 channels the transforms cost what they save.
        if (g.InC < 16 || g.OutC < 16 || g.InC % 8 != 0 || g.OutC % 8 != 0) return ConvAlgorithm.Direct;
        if (g.StrideH == 2) return Stride2(in g, batch, direction);
        if (g.KernelH == 5) return Window5(in g, batch);
        if (g.KernelH != 3) return ConvAlgorithm.Direct;
        int tiles = (g.OutH + 3) / 4 * ((g.OutW + 3) / 4);
        double used = (double)g.OutH * g.OutW / (16 * tiles);
        long all = (long)tiles * batch;

        // dW: the direct sums of few pixels are slow too: 16 tiles gain 1.6 at 256 channels, 4 tiles lose.
        if (direction == ConvDirection.WeightGradient) return used >= 0.55 && all >= 16 ? ConvAlgorithm.F4 : ConvAlgorithm.Direct;

        // One image of 7×7: four tiles of F4 fill half a kernel tile, sixteen of F2 two, and F2's weights are 2.25 times smaller: 1.7 against 1.5.
        if (used < 0.8 && all <= 4 && tiles == 4) return g.InC >= 64 && g.OutC >= 64 && g.OutH >= 7 && g.OutW >= 7 ? ConvAlgorithm.F2 : ConvAlgorithm.Direct;

        // A border cut through tiles costs copies, yet 13×13 (0.66 used) gains 2.0 and 6×6 (0.56) 1.6; 5×5 (0.39) gains nothing.
        return used >= 0.55 && all >= 4 ? ConvAlgorithm.F4 : ConvAlgorithm.Direct;
    }

    /// <summary>Whether an algorithm for this window exists for these sizes: stride, dilation and groups 1, padding less than the window.</summary>
    public static bool Fits(in ConvGeometry g, int window) => g is { StrideH: 1, StrideW: 1, DilationH: 1, DilationW: 1, Groups: 1 }
        && g.KernelH == window && g.KernelW == window && Math.Max(Math.Max(g.PadTop, g.PadBottom), Math.Max(g.PadLeft, g.PadRight)) < window;

    // 49 products for 9 outputs: tiles cut by the border to 0.6 still need less than half of the direct sums. Sums over more channels would err by more than 3e-6.
    private static ConvAlgorithm Window5(in ConvGeometry g, int batch)
    {
        int tiles = (g.OutH + 2) / 3 * ((g.OutW + 2) / 3);
        return Math.Max(g.InC, g.OutC) <= 256 && (double)g.OutH * g.OutW / (9 * tiles) >= 0.6 && (long)tiles * batch >= 36 ? ConvAlgorithm.F3Window5 : ConvAlgorithm.Direct;
    }

    /// <summary>Whether <see cref="ConvAlgorithm.F4Stride2"/> exists for these sizes: a 3×3 window, stride 2, padding 1 above and on the left, dilation and groups 1.</summary>
    public static bool FitsStride2(in ConvGeometry g)
        => g is { KernelH: 3, KernelW: 3, StrideH: 2, StrideW: 2, DilationH: 1, DilationW: 1, Groups: 1, PadTop: 1, PadLeft: 1 } && g.PadBottom < 3 && g.PadRight < 3;

    private static bool FitsAny(in ConvGeometry g) => Fits(in g, g.KernelH) || FitsStride2(in g);

    // 81 products a tile come to more memory than arithmetic until their sums are long: 64 channels forward, 32 back, where outputs are read more
    // often than written. One image of 56×56 and 32 tiles of 256 channels gain nothing; batches of 32×32×64 and 16×16×128 gain 1.2 to 1.4.
    private static ConvAlgorithm Stride2(in ConvGeometry g, int batch, ConvDirection direction)
    {
        int tiles = (g.OutH + 3) / 4 * ((g.OutW + 3) / 4);
        bool repays = direction switch
        {
            ConvDirection.Forward => g.InC >= 64,
            ConvDirection.InputGradient => g.OutC >= 32,
            _ => g.InC >= 32,
        };
        return repays && (double)g.OutH * g.OutW / (16 * tiles) >= 0.75 && (long)tiles * batch >= 128 ? ConvAlgorithm.F4Stride2 : ConvAlgorithm.Direct;
    }

    internal static void Check(string node, in ConvGeometry g, ConvAlgorithm algorithm)
    {
        if (algorithm == ConvAlgorithm.F4Stride2)
        {
            if (!FitsStride2(in g)) Throw($"{node}: Winograd's algorithm {algorithm} needs a 3×3 window with stride 2, padding 1, dilation and groups 1, not {g}");
            return;
        }
        int window = WinogradForm.Of(algorithm).Window;
        if (!Fits(in g, window)) Throw($"{node}: Winograd's algorithm {algorithm} needs a {window}×{window} window with stride, dilation and groups 1, not {g}");
    }

    internal static KernelVariant Resolve(string node, KernelVariant variant)
    {
        KernelVariant resolved = KernelTable.Resolve(variant);
        if (resolved is not (KernelVariant.Avx512 or KernelVariant.Avx2)) Throw($"{node}: Winograd's algorithm has no {resolved} kernels");
        return resolved;
    }

    [DoesNotReturn]
    private static void Throw(string message) => throw new ArgumentException(message);
}
