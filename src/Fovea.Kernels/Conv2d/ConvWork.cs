namespace Fovea.Kernels;

/// <summary>What a convolution has to do: the same for the forward pass and both gradients, which read two of input, output and weights and write the third.</summary>
internal static class ConvWork
{
    public static Work Of(in ConvGeometry g, ConvAlgorithm algorithm) => new(
        g.Macs,
        ((long)g.InH * g.InW * g.InC + (long)g.OutH * g.OutW * g.OutC) * sizeof(float),
        g.Weights * sizeof(float),
        algorithm != ConvAlgorithm.Direct ? WinogradForm.Of(algorithm).ToString() : g.IsDepthwise ? "depthwise" : "direct",
        Facts(in g, algorithm));

    /// <summary>Adding up partial sums of a weight gradient.</summary>
    public static Work Sum(in ConvGeometry g) => Work.Floats(2 * g.Weights);

    // What WinogradChoice looks at, so that a reader of a profile can follow it.
    private static string Facts(in ConvGeometry g, ConvAlgorithm algorithm)
    {
        if (g is { OutH: 1, OutW: 1, Groups: 1 } && g.KernelH == g.InH && g.KernelW == g.InW)
            return g is { InH: 1, InW: 1 } ? $"dense, {g.InC} → {g.OutC}" : $"dense, {g.InH}×{g.InW}×{g.InC} → {g.OutC}";
        string stride = g.StrideH == g.StrideW ? $"{g.StrideH}" : $"{g.StrideH}×{g.StrideW}";
        string text = $"{g.KernelH}×{g.KernelW} window, stride {stride}";
        if (g.DilationH > 1 || g.DilationW > 1) text += $", dilation {g.DilationH}×{g.DilationW}";
        text += g.IsDepthwise ? $", each of {g.InC} channels by itself" : $", {g.InC} → {g.OutC} channels";
        if (g.Groups > 1 && !g.IsDepthwise) text += $" in {g.Groups} groups";
        if (!WinogradChoice.FitsStride2(in g) && (g.KernelH is not (3 or 5) || !WinogradChoice.Fits(in g, g.KernelH))) return text;
        int tile = algorithm != ConvAlgorithm.Direct ? WinogradForm.Of(algorithm).Tile : g.KernelH == 5 ? 3 : 4, tiles = (g.OutH + tile - 1) / tile * ((g.OutW + tile - 1) / tile);
        long inTiles = (long)tiles * tile * tile, used = (long)g.OutH * g.OutW;
        return text + $", {tiles:N0} {tile}×{tile} tiles an image{(used < inTiles ? $" ({100.0 * used / inTiles:F0}% used)" : "")}";
    }
}
