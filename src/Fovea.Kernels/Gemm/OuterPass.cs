using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>
/// A weight gradient: dW[k][o] = Σ over pixels x[pixel + k]·dY[pixel][o], in tiles of 6 or 8 rows k = (tap, input channel) × 16 output channels.
/// </summary>
/// <remarks>
/// Pixels go in blocks whose X and dY stay in the first-level cache while all tiles pass over them; the tiles' sums wait in scratch
/// memory between blocks. dY is copied to [pixel][16] where its own stride would thrash the cache or its channels do not fill the tile.
/// Every sum runs over the pixels in order. Problems with few tiles are cut into a fixed number of image chunks, whose partial sums
/// <see cref="Reduce"/> adds in order; the number never depends on the threads.
/// </remarks>
internal sealed unsafe class OuterPass
{
    private const int TileFloats = 128;
    private const int MaxBlock = 256;
    private readonly PixelGrid grid;
    private readonly PanelLayout layout;
    private readonly float* x;
    private readonly float* dy;
    private readonly float* dw;
    private readonly float* db;
    private readonly float* partial;
    private readonly nint dwStride;
    private readonly nint[] rowOffsets;
    private readonly TapWindow[]? windows;
    private readonly int wideTiles;
    private readonly int narrowTiles;
    private readonly int block;

    /// <param name="grid">Output pixels: X offsets into the input, Y offsets into dY.</param>
    /// <param name="x">Where X offsets count from.</param>
    /// <param name="dy">Where Y offsets count from.</param>
    /// <param name="rowOffsets">Offset in X of each row k.</param>
    /// <param name="windows">Output pixels of one image at which each row k is not all zeros; null: all.</param>
    /// <param name="channels">Columns of dW in this pass.</param>
    /// <param name="dw">First weight of this pass.</param>
    /// <param name="dwStride">Floats between rows of dW.</param>
    /// <param name="db">Bias gradient of this pass, or null.</param>
    /// <param name="partial">Scratch of <see cref="ScratchLength"/> floats.</param>
    /// <param name="chunks">Image chunks with partial sums of their own.</param>
    /// <param name="tileRows">Most rows of a wide tile: <see cref="IMicroKernel.OuterRows"/> of the kernel that will run.</param>
    public OuterPass(in PixelGrid grid, float* x, float* dy, ReadOnlySpan<nint> rowOffsets, TapWindow[]? windows, int channels, float* dw, nint dwStride,
        float* db, float* partial, int chunks, int tileRows)
    {
        this.grid = grid;
        this.x = x;
        this.dy = dy;
        this.dw = dw;
        this.dwStride = dwStride;
        this.db = db;
        this.partial = partial;
        Chunks = chunks;
        this.rowOffsets = rowOffsets.ToArray();
        this.windows = windows;
        layout = new PanelLayout(rowOffsets.Length, channels);
        wideTiles = (rowOffsets.Length + tileRows - 1) / tileRows;
        narrowTiles = (rowOffsets.Length + 8) / 9;
        Tiles = TileCount(rowOffsets.Length, channels, tileRows);
        block = 192;
    }

    /// <summary>Tiles of one chunk.</summary>
    public int Tiles { get; }

    /// <summary>Image chunks.</summary>
    public int Chunks { get; }

    /// <summary>Parts that pack no gradient twice.</summary>
    public int MostParts => Chunks > 1 ? Chunks : layout.Count;

    /// <summary>Floats of scratch that a pass needs.</summary>
    public static long ScratchLength(int rows, int channels, int chunks) => (long)chunks * (TileCount(rows, channels, 6) * (long)TileFloats + Padded(channels));

    /// <summary>Tiles that cover rows × channels.</summary>
    public static int TileCount(int rows, int channels, int tileRows)
    {
        int wide = (rows + tileRows - 1) / tileRows, narrow = (rows + 8) / 9;
        return channels / 16 * wide + (channels % 16 == 0 ? 0 : channels % 16 <= 8 ? narrow : wide);
    }

    /// <summary>Sums this worker's tiles; with one chunk, writes them to dW.</summary>
    [SkipLocalsInit]
    public void Run<TKernel>(in Step step)
        where TKernel : struct, IMicroKernel
    {
        (int first, int last) = step.Share(Tiles * Chunks);
        while (first < last)
        {
            int chunk = first / Tiles, from = first - chunk * Tiles, to = Math.Min(Tiles, last - chunk * Tiles);
            int firstImage = (int)((long)step.Batch * chunk / Chunks), lastImage = (int)((long)step.Batch * (chunk + 1) / Chunks);
            RunChunk<TKernel>(chunk, from, to, firstImage, lastImage);
            if (Chunks == 1) WriteOut(from, to, !IsDirect(step.Batch * grid.ImagePixels));
            first += to - from;
        }
    }

    /// <summary>Adds the chunks' sums in order and writes this worker's tiles to dW.</summary>
    public void Reduce(in Step step)
    {
        if (Chunks == 1) return;
        (int from, int to) = step.Share(Tiles);
        for (int chunk = 1; chunk < Chunks; chunk++)
        {
            Add(Sums(0) + (nint)from * TileFloats, Sums(chunk) + (nint)from * TileFloats, (nint)(to - from) * TileFloats);
            for (int panel = 0; db is not null && panel < layout.Count; panel++)
                if (FirstTile(panel) >= from && FirstTile(panel) < to) Add(Biases(0) + panel * 16, Biases(chunk) + panel * 16, 16);
        }
        WriteOut(from, to, true);
    }

    private bool IsDirect(int pixels)
    {
        int row = grid.RowLength(pixels);
        return Chunks == 1 && pixels <= (grid.IsOneRow ? block : block / row * row);
    }

    private static void Add(float* to, float* from, nint count)
    {
        for (nint i = 0; i < count; i += 8) (Vector256.Load(to + i) + Vector256.Load(from + i)).Store(to + i);
    }

    private static int Padded(int channels) => (channels + 15) / 16 * 16;

    private float* Sums(int chunk) => partial + (nint)chunk * (Tiles * (nint)TileFloats + Padded(layout.Channels));

    private float* Biases(int chunk) => Sums(chunk) + Tiles * (nint)TileFloats;

    private int FirstTile(int panel) => panel * wideTiles;

    private int PanelTiles(int panel) => layout.Width(panel) == 8 ? narrowTiles : wideTiles;

    [SkipLocalsInit]
    private void RunChunk<TKernel>(int chunk, int from, int to, int firstImage, int lastImage)
        where TKernel : struct, IMicroKernel
    {
        float* sums = Sums(chunk), biases = Biases(chunk);
        if (db is not null)
            for (int panel = 0; panel < layout.Count; panel++)
                if (FirstTile(panel) >= from && FirstTile(panel) < to) new Span<float>(biases + panel * 16, 16).Clear();

        nint* xRuns = stackalloc nint[MaxBlock];
        float** dyRuns = stackalloc float*[MaxBlock];
        float** packedRuns = stackalloc float*[MaxBlock];
        float* packed = stackalloc float[16 * MaxBlock];
        int first = firstImage * grid.ImagePixels, last = lastImage * grid.ImagePixels;
        int rowLength = grid.RowLength(last);

        // One block is the whole sum: tiles go straight to dW. A dense layer's dW is too large to be written twice.
        bool direct = IsDirect(last - first);
        if (!direct) new Span<float>(sums + (nint)from * TileFloats, (to - from) * TileFloats).Clear();
        for (int p = first; p < last;)
        {
            int run, count, firstRow = -1;
            if (grid.IsOneRow || rowLength >= block)
            {
                int col = p % rowLength;
                run = Math.Min(Math.Min(block, rowLength - col), last - p);
                count = 1;
                xRuns[0] = grid.X(p / rowLength) + col * grid.XCol;
                dyRuns[0] = dy + grid.Y(p / rowLength) + col * grid.YCol;
            }
            else
            {
                run = rowLength;
                firstRow = grid.Rows > 1 && windows is not null ? p / rowLength : -1;
                count = Math.Min(block / rowLength, (last - p) / rowLength);
                for (int r = 0, row = p / rowLength; r < count; r++, row++)
                {
                    xRuns[r] = grid.X(row);
                    dyRuns[r] = dy + grid.Y(row);
                }
            }
            p += run * count;
            PixelRuns runs = new() { X = xRuns, DY = dyRuns, Count = count, Length = run, XStep = grid.XCol, DYStep = grid.YCol };
            // While the tiles pass over this block, the next one comes from memory: its rows follow these.
            Ahead nextX = new(x + xRuns[count - 1] + rowOffsets[^1], p < last && count > 1 ? xRuns[1] - xRuns[0] : 0, count, to - from);
            Ahead nextDY = new(dyRuns[count - 1] + run * grid.YCol, p < last && count > 1 ? (nint)(dyRuns[1] - dyRuns[0]) : 0, count, to - from);
            for (int panel = 0; panel < layout.Count; panel++)
            {
                int start = Math.Max(from, FirstTile(panel)), end = Math.Min(to, FirstTile(panel) + PanelTiles(panel));
                if (start >= end) continue;
                PixelRuns here = runs;
                int width = layout.Width(panel), lanes = layout.Lanes(panel);
                if (lanes < width || grid.YCol > 32)
                {
                    GradientPanel.Pack(dyRuns, panel * 16, count, run, grid.YCol, lanes, width, packed);
                    for (int r = 0; r < count; r++) packedRuns[r] = packed + r * run * width;
                    here.DY = packedRuns;
                    here.DYStep = width;
                }
                else
                {
                    for (int r = 0; r < count; r++) packedRuns[r] = dyRuns[r] + panel * 16;
                    here.DY = packedRuns;
                }
                if (db is not null && start == FirstTile(panel)) GradientPanel.AddBias(&here, biases + panel * 16, width);
                RunTiles<TKernel>(start, end, panel, sums, &here, firstRow, direct, ref nextX, ref nextDY);
            }
        }
    }

    [SkipLocalsInit]
    private void RunTiles<TKernel>(int start, int end, int panel, float* sums, PixelRuns* all, int firstRow, bool direct, ref Ahead nextX, ref Ahead nextDY)
        where TKernel : struct, IMicroKernel
    {
        float** rows = stackalloc float*[9];
        float* local = stackalloc float[TileFloats];
        bool narrow = layout.Width(panel) == 8;
        int tiles = PanelTiles(panel);
        nint* xRuns = stackalloc nint[MaxBlock];
        float** dyRuns = stackalloc float*[MaxBlock];
        PixelRuns inside = *all;
        PixelRuns* runs = all;
        TapWindow current = default;
        for (int tile = start; tile < end; tile++)
        {
            (int k, int height) = Rows(tile - FirstTile(panel), tiles);
            for (int r = 0; r < 9; r++) rows[r] = x + rowOffsets[k + Math.Min(r, height - 1)];
            float* acc = direct ? local : sums + (nint)tile * TileFloats;
            if (direct)
            {
                new Span<float>(local, TileFloats).Clear();
                FetchTile(k, height, panel);
            }
            if (firstRow >= 0 && windows is not null)
            {
                TapWindow window = Window(windows, k, height);
                if (window != current) Restrict(all, firstRow, window, xRuns, dyRuns, &inside);
                current = window;
                runs = &inside;
            }
            nextX.Fetch();
            nextDY.Fetch();
            if (runs->Count > 0)
            {
                if (narrow) TKernel.Outer9x8(rows, acc, runs);
                else TKernel.OuterWide(height, rows, acc, runs);
            }
            if (direct) WriteTile(acc, k, height, panel);
        }
    }

    private static TapWindow Window(TapWindow[] windows, int k, int height)
    {
        TapWindow window = windows[k];
        for (int r = 1; r < height; r++) window = window.Union(windows[k + r]);
        return window;
    }

    // Leaves out the pixels where all taps of a tile see the halo.
    private void Restrict(PixelRuns* all, int firstRow, TapWindow window, nint* xRuns, float** dyRuns, PixelRuns* inside)
    {
        inside->X = xRuns;
        inside->DY = dyRuns;
        inside->Length = window.ColTo - window.ColFrom;
        int count = 0;
        for (int r = 0; r < all->Count && inside->Length > 0; r++)
        {
            int h = (firstRow + r) % grid.Rows;
            if (h < window.RowFrom || h >= window.RowTo) continue;
            xRuns[count] = all->X[r] + window.ColFrom * all->XStep;
            dyRuns[count++] = all->DY[r] + window.ColFrom * all->DYStep;
        }
        inside->Count = count;
    }

    // Tiles of nearly equal height: 25 rows are five tiles of 5, not four of 6 and one of 1.
    private (int Start, int Height) Rows(int tile, int tiles)
    {
        int small = layout.K / tiles, large = layout.K % tiles;
        return (tile * small + Math.Min(tile, large), small + (tile < large ? 1 : 0));
    }

    private void WriteOut(int from, int to, bool tilesToo)
    {
        float* sums = Sums(0);
        for (int panel = 0; panel < layout.Count; panel++)
        {
            int start = Math.Max(from, FirstTile(panel)), end = Math.Min(to, FirstTile(panel) + PanelTiles(panel));
            if (start >= end) continue;
            int lanes = layout.Lanes(panel), tiles = PanelTiles(panel);
            if (db is not null && start == FirstTile(panel))
                new ReadOnlySpan<float>(Biases(0) + panel * 16, lanes).CopyTo(new Span<float>(db + panel * 16, lanes));
            for (int tile = start; tile < end && tilesToo; tile++)
            {
                (int k, int height) = Rows(tile - FirstTile(panel), tiles);
                WriteTile(sums + (nint)tile * TileFloats, k, height, panel);
            }
        }
    }

    // The rows of a tile lie whole rows of dW apart: while its sums run, their lines come.
    private void FetchTile(int k, int height, int panel)
    {
        if (!Sse.IsSupported) return;
        float* to = dw + k * dwStride + panel * 16;
        for (int r = 0; r < height; r++, to += dwStride) Sse.Prefetch0(to);
    }

    private void WriteTile(float* tile, int k, int height, int panel)
    {
        int width = layout.Width(panel), lanes = layout.Lanes(panel);
        float* to = dw + k * dwStride + panel * 16;
        for (int r = 0; r < height; r++, tile += width, to += dwStride) Panel.CopyRow(tile, to, lanes, lanes);
    }
}
