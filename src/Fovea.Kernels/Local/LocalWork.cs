namespace Fovea.Kernels;

/// <summary>What the passes of locally connected layers share: their sizes, their work and when they stream.</summary>
internal static class LocalWork
{
    /// <summary>
    /// Up to so many images each weight is read where it lies, once from memory and then from the cache, and meets one image at a time;
    /// for more it pays to copy the weights of a pixel into a panel that tiles of images read.
    /// </summary>
    public const int MostStreamed = 3;

    /// <summary>Whether a variant has the loops that stream.</summary>
    public static bool Streams(KernelVariant variant, int batch) => batch <= MostStreamed && (variant is KernelVariant.Avx2 or KernelVariant.Avx512);

    /// <summary>The declared work: every weight moves once, and so do the maps.</summary>
    public static Work Of(in ConvGeometry g, bool bias, params ReadOnlySpan<Maps> maps)
        => Work.Over(maps).And(g.Macs + (bias ? (long)g.OutH * g.OutW * g.OutC : 0)) with { ImageMacs = g.Macs };

    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    public static void Check(in ConvGeometry g, Maps input, Maps output, FloatBlock weights, bool readsHalo)
    {
        if (g.Groups != 1 || g.DilationH != 1 || g.DilationW != 1) throw new ArgumentException("a locally connected layer has neither groups nor dilation", nameof(g));
        if ((input.H, input.W, input.C) != (g.InH, g.InW, g.InC) || (output.H, output.W, output.C) != (g.OutH, g.OutW, g.OutC))
            throw new ArgumentException($"maps {input.H}×{input.W}×{input.C} and {output.H}×{output.W}×{output.C} are not those of {g}", nameof(g));
        if (weights.Length != g.Macs) throw new ArgumentException($"{weights.Length} weights, {g.Macs} needed", nameof(weights));
        if (readsHalo && input.Halo != input.Halo.Union(g.InputHalo)) throw new ArgumentException($"border {input.Halo}, {g.InputHalo} needed", nameof(input));
    }
}
