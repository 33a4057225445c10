namespace Fovea.Kernels;

/// <summary>Where the products of a tile become outputs: in place, or through a copy where the tile reaches beyond the maps.</summary>
internal readonly unsafe struct WinogradOutput(in WinogradTiles tiles, in Maps y, bool accumulate, Clamp clamp)
{
    private readonly WinogradTiles tiles = tiles;
    private readonly WinogradPatches patches = new(in y, tiles.Tile);

    /// <summary>Floats of work memory.</summary>
    public static int WorkFloats(WinogradForm form) => Winograd.WorkFloats + WinogradPatches.CopyFloats(form.Tile, 16);

    /// <summary>Transforms up to 16 channels of one tile back, from <paramref name="channel"/> on.</summary>
    /// <param name="tile">Number of the tile.</param>
    /// <param name="m">Its products, frequencies <paramref name="frequency"/> floats apart.</param>
    /// <param name="frequency">Floats between frequencies.</param>
    /// <param name="channel">First channel.</param>
    /// <param name="lanes">8 or 16.</param>
    /// <param name="channels">Channels there are, at most lanes.</param>
    /// <param name="bias">Bias of the first channel, padded to lanes.</param>
    /// <param name="work">Work memory.</param>
    public void Write<TTransform, TKernel>(int tile, float* m, nint frequency, int channel, int lanes, int channels, float* bias, float* work)
        where TTransform : struct, IWinogradTransform
        where TKernel : struct, IMicroKernel
    {
        (int image, int h, int w) = tiles.At(tile);
        if (patches.IsInside(h, w))
        {
            float* to = patches.InPlace(image, h, w, out nint row, out nint col) + channel;
            Winograd.Output<TTransform, TKernel>(m, frequency, to, row, col, lanes, bias, accumulate, clamp, work);
            return;
        }
        float* copy = work + Winograd.WorkFloats;
        Winograd.Output<TTransform, TKernel>(m, frequency, copy, tiles.Tile * 16, 16, lanes, bias, false, Clamp.None, work);
        patches.Write(image, h, w, copy, channel, channels, accumulate, clamp);
    }
}
