using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>The weight gradient of <see cref="WinogradWeightPass"/> for few tiles and many channels: deep layers of small maps.</summary>
/// <remarks>
/// All tiles are transformed first; then the sums of 8 × 16 weights at all frequencies run over all tiles at once, in memory that stays in
/// the first-level cache, and are transformed back on the spot. Between steps nothing as large as 36·InC·OutC is written or read: at
/// 512 × 512 channels and 32 tiles that would be 75 MB, and three times the time.
/// </remarks>
internal sealed unsafe class WinogradWeightFew
{
    /// <summary>Most tiles of the largest batch. Measured on Zen 4: 128 tiles gain up to 1.3, 256 tiles of 256 channels lose.</summary>
    public const int MostTiles = 144;

    private const int TileFloats = 128;
    private readonly ConvGeometry g;
    private readonly Maps x;
    private readonly Maps dy;
    private readonly WinogradTiles tiles;
    private readonly int panels;
    private readonly int rowTiles;
    private readonly int inLanes;
    private readonly nint xStep;
    private readonly nint vFrequency;
    private readonly nint mFrequency;
    private readonly float* dw;
    private readonly float* db;
    private readonly float* v;
    private readonly float* m;
    private readonly float* sums;

    /// <param name="g">Sizes; stride, dilation and groups are 1.</param>
    /// <param name="form">Tile and window.</param>
    /// <param name="x">Input.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="dw">Gradient of the weights.</param>
    /// <param name="db">Gradient of the bias, or null.</param>
    /// <param name="scratch">Scratch of <see cref="ScratchLength"/> floats.</param>
    /// <param name="tileRows"><see cref="IMicroKernel.OuterRows"/> of the kernel that will run.</param>
    public WinogradWeightFew(in ConvGeometry g, WinogradForm form, in Maps x, in Maps dy, float* dw, float* db, float* scratch, int tileRows)
    {
        this.g = g;
        this.x = x;
        this.dy = dy;
        this.dw = dw;
        this.db = db;
        tiles = WinogradTiles.Of(in g, form);
        panels = (g.OutC + 15) / 16;
        rowTiles = (g.InC + tileRows - 1) / tileRows;
        inLanes = WinogradTiles.Lanes(g.InC);
        xStep = XStep(in g);
        int most = x.N * tiles.ImageTiles;
        vFrequency = WinogradTiles.Stride(most, (int)xStep);
        mFrequency = WinogradTiles.Stride(most, 16);
        v = scratch;
        m = v + form.Frequencies * vFrequency;
        sums = m + panels * form.Frequencies * mFrequency;
    }

    /// <summary>Whether a layer's largest batch has few tiles.</summary>
    public static bool Fits(in ConvGeometry g, WinogradForm form, int n) => form.Points == form.Matrices && (long)n * WinogradTiles.Of(in g, form).ImageTiles <= MostTiles;

    /// <summary>Floats of scratch for at most n images.</summary>
    public static long ScratchLength(in ConvGeometry g, WinogradForm form, int n)
    {
        int most = n * WinogradTiles.Of(in g, form).ImageTiles, panels = (g.OutC + 15) / 16;
        return form.Frequencies * (WinogradTiles.Stride(most, XStep(in g)) + panels * WinogradTiles.Stride(most, 16)) + (long)most * panels * 16;
    }

    /// <summary>Transforms this worker's share of the tiles.</summary>
    [SkipLocalsInit]
    public void Transform<TTransform, TKernel>(in Step step)
        where TTransform : struct, IWinogradGradient
        where TKernel : struct, IMicroKernel
    {
        (int first, int last) = step.Share(step.Batch * tiles.ImageTiles);
        WinogradPatches inputs = new(in x, tiles.Size), outputs = new(in dy, tiles.Tile);
        int copyFloats = Math.Max(WinogradPatches.CopyFloats(tiles.Size, g.InC), WinogradPatches.CopyFloats(tiles.Tile, 16));
        float* work = stackalloc float[Winograd.WorkFloats + copyFloats];
        float* copy = work + Winograd.WorkFloats;
        for (int t = first; t < last; t++)
        {
            (int image, int h, int w) = tiles.At(t);
            float* from = inputs.Read(image, h - tiles.PadTop, w - tiles.PadLeft, copy, out nint row, out nint col);
            Winograd.Input<TTransform, TKernel>(from, row, col, v + t * xStep, vFrequency, inLanes, work);
            float* sum = sums + (nint)t * panels * 16;
            if (db is not null) new Span<float>(sum, panels * 16).Clear();
            for (int panel = 0; panel < panels; panel++)
            {
                from = outputs.Read(image, h, w, panel * 16, Math.Min(16, g.OutC - panel * 16), copy, out row, out col);
                Winograd.OutputAdjoint<TTransform, TKernel>(from, row, col, m + panel * tiles.Frequencies * mFrequency + (nint)t * 16, mFrequency,
                    Math.Min(16, outputs.Lanes - panel * 16), db is null ? null : sum + panel * 16, work);
            }
        }
    }

    /// <summary>Computes this worker's share of the weights.</summary>
    [SkipLocalsInit]
    public void Multiply<TTransform, TKernel>(in Step step)
        where TTransform : struct, IWinogradGradient
        where TKernel : struct, IMicroKernel
    {
        (int first, int last) = step.Share(panels * rowTiles);
        int count = step.Batch * tiles.ImageTiles, frequencies = tiles.Frequencies;
        float* local = stackalloc float[frequencies * TileFloats + Winograd.WorkFloats + tiles.Form.Taps * 16 + 16];
        local = (float*)(((nint)local + 63) & ~(nint)63);
        float* work = local + frequencies * TileFloats, window = work + Winograd.WorkFloats;
        float** rows = stackalloc float*[8];
        nint zero = 0;
        float* dm;
        PixelRuns runs = new() { X = &zero, DY = &dm, Count = 1, Length = count, XStep = xStep, DYStep = 16 };
        for (int unit = first; unit < last; unit++)
        {
            int panel = unit / rowTiles, lanes = Math.Min(16, g.OutC - 16 * panel);
            (int start, int height) = Rows(unit % rowTiles);
            new Span<float>(local, frequencies * TileFloats).Clear();
            float* from = v + start;
            dm = m + panel * frequencies * mFrequency;
            for (int f = 0; f < frequencies; f++, from += vFrequency, dm += mFrequency)
            {
                for (int r = 0; r < 8; r++) rows[r] = from + Math.Min(r, height - 1);
                TKernel.OuterWide(height, rows, local + f * TileFloats, &runs);
            }
            for (int r = 0; r < height; r++)
            {
                for (int lane = 0; lane < 16; lane += 8) TTransform.FilterAdjoint<Ops256, Vector256<float>>(local + r * 16 + lane, TileFloats, window + lane, 16, work);
                for (int tap = 0; tap < tiles.Form.Taps; tap++)
                    Panel.CopyRow(window + tap * 16, dw + ((nint)tap * g.InC + start + r) * g.OutC + panel * 16, lanes, lanes);
            }
            if (db is not null && unit % rowTiles == 0) SumBias(panel, lanes, count);
        }
    }

    // A power of two between tiles would put a channel's column into few sets of the first-level cache.
    private static int XStep(in ConvGeometry g) => WinogradTiles.Lanes(g.InC) is var lanes && lanes >= 64 && lanes % 32 == 0 ? lanes + 16 : lanes;

    private (int Start, int Height) Rows(int tile)
    {
        int small = g.InC / rowTiles, large = g.InC % rowTiles;
        return (tile * small + Math.Min(tile, large), small + (tile < large ? 1 : 0));
    }

    private void SumBias(int panel, int lanes, int count)
    {
        Span<float> to = new(db + panel * 16, lanes);
        to.Clear();
        for (int t = 0; t < count; t++)
            for (int c = 0; c < lanes; c++) to[c] += sums[((nint)t * panels + panel) * 16 + c];
    }
}
