using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>
/// One implicit matrix product: for each pixel of a grid, y[0 … channels) = bias + Σ over taps x[tap]·w. A forward convolution is one
/// pass per group, an input gradient one pass per group and stride phase, a dense layer one pass with the images as pixels.
/// </summary>
/// <remarks>
/// Loop order: blocks of pixels whose inputs stay in the second-level cache, panels of 16 channels, tiles of 6 or 8 pixels. The sum of an
/// output runs over all taps in registers, in one order, wherever the tile lies: splitting work never changes bits.
/// </remarks>
internal sealed unsafe class TapPass
{
    private const int MaxBlock = 240;
    private const int LeastBlock = 72;
    private const int FlatBelow = 16;
    private const int MostSingles = 4;
    private const int Ahead = 24;
    private const int MostKnown = 1024;
    private const int NearFloats = 8192;
    private const int NarrowChannels = 3;
    private const int LeastDot = 64;
    private const int MostDot = 4096;
    private readonly PixelGrid grid;
    private readonly PanelLayout layout;
    private readonly float* x;
    private readonly float* y;
    private readonly float* panels;
    private readonly nint[] offsets;
    private readonly nint length;
    private readonly nint firstRow;
    private readonly nint skipRows;
    private readonly bool accumulate;
    private readonly Clamp clamp;
    private readonly int block;
    private readonly nint[] fresh;
    private readonly int total;
    private readonly nint[]? known;
    private readonly bool isNear;
    private readonly bool isNarrow;

    /// <param name="grid">Pixels.</param>
    /// <param name="images">Most images of a run.</param>
    /// <param name="x">Where the grid's X offsets count from.</param>
    /// <param name="y">Where the grid's Y offsets count from.</param>
    /// <param name="panels">Packed weights.</param>
    /// <param name="layout">Their form.</param>
    /// <param name="runs">The taps, in the order of the panel's rows.</param>
    /// <param name="accumulate">Add to y.</param>
    /// <param name="clamp">What happens to the sums at the end.</param>
    /// <param name="pixelFloats">Input floats that a pixel brings into the cache, to size the blocks.</param>
    /// <param name="fresh">Offsets of the cache lines that a pixel reads first, to fetch them early; may be empty.</param>
    public TapPass(in PixelGrid grid, int images, float* x, float* y, float* panels, PanelLayout layout, TapRuns runs,
        bool accumulate, Clamp clamp, long pixelFloats, nint[] fresh)
    {
        this.grid = grid;
        this.x = x;
        this.y = y;
        this.panels = panels;
        this.layout = layout;
        // Short runs cost a mispredicted branch each: one flat list of taps is predicted better.
        int length = runs.Length;
        bool flat = length < FlatBelow && runs.SkipRows == 0;
        RunCount = flat ? runs.Offsets.Length * length : runs.Offsets.Length;
        offsets = GC.AllocateUninitializedArray<nint>(Math.Max(1, RunCount), pinned: true);
        for (int i = 0; i < RunCount; i++) offsets[i] = flat ? runs.Offsets[i / length] + i % length : runs.Offsets[i];
        this.length = flat ? 1 : length;
        firstRow = runs.FirstRow;
        skipRows = runs.SkipRows;
        this.accumulate = accumulate;
        this.clamp = clamp;
        this.fresh = fresh;
        total = images * grid.ImagePixels;
        // Few pixels: their addresses are written once, and what the last call wrote is still near.
        if (total is > 0 and <= MostKnown)
        {
            known = GC.AllocateUninitializedArray<nint>(2 * (total + Ahead), pinned: true);
            float** xs = (float**)Unsafe.AsPointer(ref known[0]);
            FillRepeating(0, total, total + Ahead, xs, xs + total + Ahead);
        }
        isNarrow = layout.Channels <= NarrowChannels && this.length % 8 == 0 && (long)RunCount * this.length is >= LeastDot and <= MostDot && skipRows == 0;
        isNear = total * pixelFloats <= NearFloats;
        block = (int)Math.Clamp(32_768 / Math.Max(1, pixelFloats) / 24 * 24, LeastBlock, MaxBlock);
    }

    private int RunCount { get; }

    /// <summary>Parts that read the weights no more often than blocks of pixels do; any number without passes.</summary>
    public static int MostParts(TapPass[] passes, int batch)
    {
        int most = passes.Length == 0 ? int.MaxValue : 1;
        foreach (TapPass p in passes) most = Math.Max(most, Math.Max(p.layout.Count, (batch * p.grid.ImagePixels + p.block - 1) / p.block));
        return most;
    }

    /// <summary>Computes this worker's share.</summary>
    [SkipLocalsInit]
    public void Run<TKernel>(in Step step)
        where TKernel : struct, IMicroKernel
    {
        int pixels = step.Batch * grid.ImagePixels;
        int tilePixels = TKernel.TilePixels, tiles = (pixels + tilePixels - 1) / tilePixels, count = layout.Count;
        int firstPixel = 0, lastPixel = pixels, firstPanel = 0, lastPanel = count;
        long byPixels = (long)((tiles + step.Parts - 1) / step.Parts) * count, byPanels = (long)((count + step.Parts - 1) / step.Parts) * tiles;
        if (byPanels < byPixels) (firstPanel, lastPanel) = step.Share(count);
        else
        {
            (firstPixel, lastPixel) = step.Share(tiles);
            firstPixel *= tilePixels;
            lastPixel = Math.Min(pixels, lastPixel * tilePixels);
        }

        float* scratch = stackalloc float[128];
        float** xs = stackalloc float*[MaxBlock + Ahead];
        float** ys = stackalloc float*[MaxBlock + Ahead];
        TapLoop taps = new()
        {
            Offsets = (nint*)Unsafe.AsPointer(ref offsets[0]),
            Count = RunCount,
            Length = length,
            FirstRow = firstRow,
            SkipRows = skipRows,
            Scratch = scratch,
            Accumulate = accumulate,
            Clamp = clamp,
        };
        if (TKernel.HasDots && isNarrow)
        {
            RunDots<TKernel>(firstPixel, lastPixel, xs, ys, &taps);
            return;
        }
        for (int p = firstPixel, n; p < lastPixel; p += n)
        {
            // Addresses beyond the block are fetched early; beyond the last pixel they repeat it, to fill the last tile.
            n = Math.Min(block, lastPixel - p);
            int singles = p + n == lastPixel ? Singles(n, tilePixels) : 0;
            // Narrow panels take eight pixels whatever the wide tile is: behind the block stands its own last pixel, or no tile reaches there.
            if (known is not null && pixels == total && (p + n == total || (n % tilePixels == 0 && n % 8 == 0)))
            {
                float** all = (float**)Unsafe.AsPointer(ref known[0]);
                RunPanels<TKernel>(all + p, all + total + Ahead + p, n, singles, firstPanel, lastPanel, &taps);
                continue;
            }
            FillRepeating(p, Math.Min(n + Ahead, lastPixel - p), n + Ahead, xs, ys);
            RunPanels<TKernel>(xs, ys, n, singles, firstPanel, lastPanel, &taps);
        }
    }

    // One to three channels fill no vector: vectors lie along the sums instead.
    [SkipLocalsInit]
    private void RunDots<TKernel>(int first, int last, float** xs, float** ys, TapLoop* taps)
        where TKernel : struct, IMicroKernel
    {
        int channels = layout.Channels, k = RunCount * (int)length, tile = channels == 1 ? 8 : 4, rows = channels == 1 ? 1 : 3;
        float* w = stackalloc float[rows * k];
        float* panel = panels + 8 * (1 + firstRow), sums = stackalloc float[16];
        for (int c = 0; c < rows; c++)
            for (int i = 0; i < k; i++) w[c * k + i] = panel[i * 8 + c];
        for (int p = first; p < last; p += block)
        {
            int n = Math.Min(block, last - p);
            FillRepeating(p, n, n + 8, xs, ys);
            for (int t = 0; t < n; t += tile)
            {
                TKernel.Dots(xs + t, w, k, channels, sums, taps);
                for (int i = 0; i < Math.Min(tile, n - t); i++)
                    for (int c = 0; c < channels; c++)
                    {
                        float sum = sums[i * rows + c] + panels[c], held = accumulate ? ys[t + i][c] : 0;
                        ys[t + i][c] = clamp.Apply(sum + held);
                    }
            }
        }
    }

    private void FillRepeating(int first, int filled, int count, float** xs, float** ys)
    {
        grid.Fill(x, y, first, filled, xs, ys);
        for (int i = filled; i < count; i++)
        {
            xs[i] = xs[filled - 1];
            ys[i] = ys[filled - 1];
        }
    }

    // The last few pixels cost less one by one than a tile that is mostly filled up: 49 pixels are six tiles and a single.
    // A narrow last panel takes eight pixels at a time, single ones among them: where sums are added they would be added twice.
    private int Singles(int n, int tilePixels)
        => n > tilePixels && n % tilePixels <= MostSingles && layout.Full >= 4 && !(accumulate && tilePixels != 8 && layout.Width(layout.Count - 1) == 8) ? n % tilePixels : 0;

    // Single pixels take four panels at a time, while these are in the cache.
    private void RunPanels<TKernel>(float** xs, float** ys, int n, int singles, int firstPanel, int lastPanel, TapLoop* taps)
        where TKernel : struct, IMicroKernel
    {
        int step = singles == 0 ? lastPanel - firstPanel : 4;
        for (int panel = firstPanel; panel < lastPanel; panel += step)
        {
            int end = Math.Min(panel + step, lastPanel);
            RunBlock<TKernel>(xs, ys, n - singles, panel, end, taps);
            if (singles > 0) RunBlock<TKernel>(xs + n - singles, ys + n - singles, singles, panel, end, taps);
        }
    }

    // Strided rows, short rows and page ends defeat the hardware's prefetchers.
    private void Fetch(float** xs, int pixels)
    {
        if (!Sse.IsSupported || isNear) return;
        foreach (nint offset in fresh)
            for (int p = 0; p < pixels; p++) Sse.Prefetch0(xs[p] + offset);
    }

    // A store to a line that is not in the cache waits for it, and the stores behind it wait too.
    private void FetchOutputs(float** ys, nint yOffset, int pixels)
    {
        if (!Sse.IsSupported || isNear) return;
        for (int p = 0; p < pixels; p++) Sse.Prefetch0(ys[p] + yOffset);
    }

    // What is left of the panels are at most three full ones and one of up to eight channels, which alone would wait for its own sums.
    private bool EndsNarrow(int panel, int lastPanel)
        => layout.Full >= 4 && lastPanel == layout.Count && layout.Count > layout.Full && layout.Lanes(layout.Full) <= 8 && panel + 3 >= layout.Full;

    private void RunBlock<TKernel>(float** xs, float** ys, int n, int firstPanel, int lastPanel, TapLoop* taps)
        where TKernel : struct, IMicroKernel
    {
        for (int panel = firstPanel; panel < lastPanel; panel++)
        {
            float* w = panels + panel * layout.Stride;
            nint yOffset = panel * 16;
            int lanes = layout.Lanes(panel);
            if (n <= MostSingles && EndsNarrow(panel, lastPanel) && (panel + 3 <= layout.Full || !accumulate))
            {
                int first = layout.Full - 3;
                for (int t = 0; t < n; t++)
                    TKernel.Row1x56(xs[t], ys[t] + first * 16, panels + first * layout.Stride, layout.Stride, layout.Lanes(layout.Full), taps);
                panel = layout.Full;
            }
            else if (n <= MostSingles && panel < layout.Full && layout.Full >= 4 && (panel + 4 <= Math.Min(lastPanel, layout.Full) || !accumulate))
            {
                // A few panels alone would fill neither tile nor row: four are computed, some of them again or for a neighbour, to the same bits.
                int first = Math.Min(panel, layout.Full - 4);
                for (int t = 0; t < n; t++) TKernel.Row1x64(xs[t], ys[t] + first * 16, panels + first * layout.Stride, layout.Stride, taps);
                panel = first + 3;
            }
            else if (lanes <= 8)
            {
                for (int t = 0; t < n; t += 8)
                {
                    if (panel == firstPanel) Fetch(xs + t + Ahead - 8, 8);
                    FetchOutputs(ys + t + Ahead - 8, yOffset, 8);
                    TKernel.Tile8x8(xs + t, ys + t, yOffset, w, lanes, taps);
                }
            }
            else
            {
                for (int t = 0; t < n; t += TKernel.TilePixels)
                {
                    if (panel == firstPanel) Fetch(xs + t + Ahead - 8, TKernel.TilePixels);
                    FetchOutputs(ys + t + Ahead - 8, yOffset, TKernel.TilePixels);
                    TKernel.TileWide(xs + t, ys + t, yOffset, w, lanes, taps);
                }
            }
        }
    }
}
