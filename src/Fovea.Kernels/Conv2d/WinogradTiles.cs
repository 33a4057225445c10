namespace Fovea.Kernels;

/// <summary>The tiles that cover the output of a convolution, counted over all images, and how many are worked on at a time.</summary>
/// <remarks>A block's frequencies should stay in the second-level cache; blocks are multiples of 24 tiles, so that 6 and 8 divide them.</remarks>
internal readonly record struct WinogradTiles(WinogradForm Form, int InC, int OutC, int Rows, int Cols, int PadTop, int PadLeft)
{
    /// <summary>Tiles of a large block.</summary>
    public const int MostTiles = 48;

    // Measured on Zen 4 with 1 MB: blocks of 72 and 96 tiles lose up to a third, 24 lose where weights are few.
    private const int LeastTiles = 24;
    private const int CacheFloats = 115_000;

    // With 81 frequencies a block holds fewer tiles; 24, 16, 8 for 64, 128, 256 channels leave the products a third of 1 MB.
    private const int CacheFloatsStride2 = 170_000;

    /// <summary>Rows and columns of an output tile.</summary>
    public int Tile => Form.Tile;

    /// <summary>Pixels of a patch along one axis.</summary>
    public int Size => Form.Size;

    /// <summary>Frequencies.</summary>
    public int Frequencies => Form.Frequencies;

    /// <summary>Tiles of one image.</summary>
    public int ImageTiles => Rows * Cols;

    /// <summary>The tiles of a convolution's output.</summary>
    public static WinogradTiles Of(in ConvGeometry g, WinogradForm form)
        => new(form, g.InC, g.OutC, (g.OutH + form.Tile - 1) / form.Tile, (g.OutW + form.Tile - 1) / form.Tile, g.PadTop, g.PadLeft);

    /// <summary>The tiles of a convolution's input, whose gradient comes from patches of the output's.</summary>
    public static WinogradTiles Back(in ConvGeometry g, ConvAlgorithm algorithm)
    {
        WinogradForm form = WinogradForm.Back(algorithm);
        if (algorithm != ConvAlgorithm.F4Stride2)
        {
            ConvGeometry dual = ConvPasses.Dual(in g);
            return Of(in dual, form);
        }
        // Padding 1: pixel 8k of dX meets the window's middle at pixel 4k of dY.
        return new(form, g.OutC, g.InC, (g.InH + form.Tile - 1) / form.Tile, (g.InW + form.Tile - 1) / form.Tile, 0, 0);
    }

    /// <summary>Channels rounded up to whole vectors.</summary>
    public static int Lanes(int channels) => (channels + 7) / 8 * 8;

    /// <summary>Tiles of a block whose patches have a number of channels.</summary>
    public int Block(int lanes)
    {
        int floats = Frequencies * lanes;
        if (Form.Points == Form.Matrices) return floats * MostTiles <= CacheFloats ? MostTiles : LeastTiles;
        return floats * MostTiles <= CacheFloatsStride2 ? MostTiles : floats * LeastTiles <= CacheFloatsStride2 ? LeastTiles : floats * 16 <= CacheFloatsStride2 ? 16 : 8;
    }

    /// <summary>Whether the patches of such a block leave room in the second-level cache.</summary>
    public bool FitsCache(int lanes) => Frequencies * lanes * Block(lanes) <= (Form.Points == Form.Matrices ? CacheFloats : CacheFloatsStride2);

    /// <summary>First pixel of the patch of a tile whose first output is at (h, w); it may lie in the padding.</summary>
    public (int H, int W) Patch(int h, int w) => (h / Tile * Form.Step - PadTop, w / Tile * Form.Step - PadLeft);

    /// <summary>Floats between frequencies: an odd number of cache lines, so that they do not meet in one set of the cache.</summary>
    public static nint Stride(int tiles, int lanes) => (((nint)tiles * lanes + 15) / 16 | 1) * 16;

    /// <summary>Image and first output pixel of a tile.</summary>
    public (int Image, int H, int W) At(int tile)
    {
        int image = tile / ImageTiles, inImage = tile - image * ImageTiles, row = inImage / Cols;
        return (image, row * Tile, (inImage - row * Cols) * Tile);
    }
}
