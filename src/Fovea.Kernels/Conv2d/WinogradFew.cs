using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>
/// The sums of <see cref="WinogradPass"/> for few tiles and many channels, from weights as they are: each worker transforms the weights of 16
/// output channels, uses them on all tiles while they are in the cache, and forgets them.
/// </summary>
/// <remarks>
/// Where weights change with every step, transforming them for later writes and reads four times their size: at 512 × 512 channels 38 MB,
/// as long as the products of 32 tiles take. Input channels go in pieces whose transformed weights fit the second-level cache.
/// </remarks>
internal sealed unsafe class WinogradFew
{
    private const int MostRows = 256;
    private readonly ConvGeometry g;
    private readonly Maps x;
    private readonly WinogradTiles tiles;
    private readonly WinogradOutput output;
    private readonly PanelLayout layout;
    private readonly int inLanes;
    private readonly nint vFrequency;
    private readonly nint mFrequency;
    private readonly nint uFrequency;
    private readonly int most;
    private readonly int workers;
    private readonly float* w;
    private readonly float* bias;
    private readonly bool transpose;
    private readonly float* v;
    private readonly float* scratch;
    private readonly nint scratchStride;

    /// <param name="g">Sizes; stride, dilation and groups are 1.</param>
    /// <param name="form">Tile and window.</param>
    /// <param name="x">Input.</param>
    /// <param name="y">Output.</param>
    /// <param name="w">Weights [taps][InC][OutC], or with <paramref name="transpose"/> [taps][OutC][InC], to be reversed.</param>
    /// <param name="bias">Bias, or null.</param>
    /// <param name="transpose">The weights are those of the convolution whose input gradient this is.</param>
    /// <param name="scratch">Scratch of <see cref="ScratchLength"/> floats.</param>
    /// <param name="workers">Workers that have scratch.</param>
    /// <param name="accumulate">Add to y.</param>
    /// <param name="clamp">What happens to sums before they are stored.</param>
    public WinogradFew(in ConvGeometry g, WinogradForm form, in Maps x, in Maps y, float* w, float* bias, bool transpose, float* scratch, int workers,
        bool accumulate, Clamp clamp)
    {
        this.g = g;
        this.x = x;
        this.w = w;
        this.bias = bias;
        this.transpose = transpose;
        this.workers = workers;
        tiles = WinogradTiles.Of(in g, form);
        output = new WinogradOutput(in tiles, in y, accumulate, clamp);
        layout = new PanelLayout(g.InC, g.OutC);
        inLanes = WinogradTiles.Lanes(g.InC);
        most = x.N * tiles.ImageTiles;
        vFrequency = WinogradTiles.Stride(most, inLanes);
        mFrequency = WinogradTiles.Stride(most, 16);
        uFrequency = WinogradTiles.Stride(MostRows + 1, 16);
        v = scratch;
        this.scratch = scratch + form.Frequencies * vFrequency;
        scratchStride = (nint)WorkerLength(form, most);
    }

    /// <summary>Whether a layer is computed this way: few tiles in the largest batch, many channels to share out.</summary>
    public static bool Fits(in ConvGeometry g, WinogradForm form, int n)
        => form.Points == form.Matrices && (long)n * WinogradTiles.Of(in g, form).ImageTiles <= WinogradWeightFew.MostTiles && g.InC >= 128 && g.OutC >= 128;

    /// <summary>Floats of scratch for at most n images and a number of workers.</summary>
    public static long ScratchLength(in ConvGeometry g, WinogradForm form, int n, int workers)
    {
        int most = n * WinogradTiles.Of(in g, form).ImageTiles;
        return form.Frequencies * (long)WinogradTiles.Stride(most, WinogradTiles.Lanes(g.InC)) + workers * WorkerLength(form, most);
    }

    /// <summary>Transforms this worker's share of the tiles.</summary>
    [SkipLocalsInit]
    public void Transform<TTransform, TKernel>(in Step step)
        where TTransform : struct, IWinogradTransform
        where TKernel : struct, IMicroKernel
    {
        (int first, int last) = step.Share(step.Batch * tiles.ImageTiles);
        WinogradPatches patches = new(in x, tiles.Size);
        float* work = stackalloc float[Winograd.WorkFloats + WinogradPatches.CopyFloats(tiles.Size, g.InC)];
        for (int t = first; t < last; t++)
        {
            (int image, int h, int column) = tiles.At(t);
            float* from = patches.Read(image, h - tiles.PadTop, column - tiles.PadLeft, work + Winograd.WorkFloats, out nint row, out nint col);
            Winograd.Input<TTransform, TKernel>(from, row, col, v + (nint)t * inLanes, vFrequency, inLanes, work);
        }
    }

    /// <summary>Computes this worker's share of the output channels.</summary>
    [SkipLocalsInit]
    public void Multiply<TTransform, TKernel>(in Step step)
        where TTransform : struct, IWinogradTransform
        where TKernel : struct, IMicroKernel
    {
        int count = step.Batch * tiles.ImageTiles;
        (int first, int last) = step.ShareAmong(workers, layout.Count);
        if (first >= last) return;
        float* u = scratch + step.Worker * scratchStride, m = u + tiles.Frequencies * uFrequency, biases = m + tiles.Frequencies * mFrequency;
        float* work = biases + 16, buffer = work + WinogradOutput.WorkFloats(tiles.Form);
        float** xs = stackalloc float*[WinogradWeightFew.MostTiles + 8];
        float** ys = stackalloc float*[WinogradWeightFew.MostTiles + 8];
        for (int i = 0; i < count + 8; i++)
        {
            int at = Math.Min(i, count - 1);
            xs[i] = v + (nint)at * inLanes;
            ys[i] = m + (nint)at * 16;
        }
        for (int panel = first; panel < last; panel++)
        {
            int lanes = layout.Lanes(panel), width = layout.Width(panel);
            for (int row = 0; row < g.InC; row += MostRows)
            {
                int rows = Math.Min(MostRows, g.InC - row);
                Pack<TTransform>(panel, row, rows, u, buffer, work);
                Products<TKernel>(xs, ys, count, row, rows, u, width, work);
            }
            Panel.CopyRow(bias is null ? null : bias + panel * 16, biases, lanes, 16);
            for (int t = 0; t < count; t++)
                output.Write<TTransform, TKernel>(t, m + (nint)t * 16, mFrequency, panel * 16, width, lanes, biases, work);
        }
    }

    private static long WorkerLength(WinogradForm form, int most)
        => form.Frequencies * (long)(WinogradTiles.Stride(MostRows + 1, 16) + WinogradTiles.Stride(most, 16)) + 16
            + (WinogradOutput.WorkFloats(form) + form.Taps * WinogradPanels.RowsPerUnit * 16 + 15) / 16 * 16;

    private void Pack<TTransform>(int panel, int row, int rows, float* u, float* buffer, float* work)
        where TTransform : struct, IWinogradTransform
    {
        int width = layout.Width(panel);
        for (int f = 0; f < tiles.Frequencies; f++) new Span<float>(u + f * uFrequency, width).Clear();
        for (int r = 0; r < rows; r += WinogradPanels.RowsPerUnit)
            WinogradPanels.PackRows<TTransform>(layout, panel, row + r, Math.Min(WinogradPanels.RowsPerUnit, rows - r), w, g.InC, g.OutC, transpose,
                u + (nint)(r + 1) * width, uFrequency, buffer, work);
    }

    private void Products<TKernel>(float** xs, float** ys, int count, int row, int rows, float* u, int width, float* work)
        where TKernel : struct, IMicroKernel
    {
        nint offset;
        TapLoop taps = new() { Offsets = &offset, Count = 1, Length = rows, Scratch = work, Accumulate = row > 0 };
        for (int f = 0; f < tiles.Frequencies; f++, u += uFrequency)
        {
            offset = f * vFrequency + row;
            if (width == 8)
                for (int t = 0; t < count; t += 8) TKernel.Tile8x8(xs + t, ys + t, f * mFrequency, u, 8, &taps);
            else
                for (int t = 0; t < count; t += TKernel.TilePixels) TKernel.TileWide(xs + t, ys + t, f * mFrequency, u, 16, &taps);
        }
    }
}
