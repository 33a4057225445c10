using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>dW = Gᵀ·(Σ over tiles (Bᵀ·x·B) ⊙ (A·dY·Aᵀ))·G: the tiles are summed in the Winograd domain, the window is transformed back once.</summary>
/// <remarks>
/// Images are cut into a fixed number of chunks with sums of their own, which <see cref="Reduce"/> adds in order. More workers than chunks
/// share a chunk by output channels. Every sum runs over the tiles in order, whoever computes it.
/// </remarks>
internal sealed unsafe class WinogradWeightPass
{
    private const int TileFloats = 128;
    private const int MostPartialFloats = 2_400_000;
    private readonly ConvGeometry g;
    private readonly Maps x;
    private readonly Maps dy;
    private readonly WinogradTiles tiles;
    private readonly int panels;
    private readonly int rowTiles;
    private readonly int inLanes;
    private readonly int xStep;
    private readonly int block;
    private readonly int chunks;
    private readonly int workers;
    private readonly float* dw;
    private readonly float* db;
    private readonly float* partial;
    private readonly float* scratch;

    /// <param name="g">Sizes; stride, dilation and groups are 1.</param>
    /// <param name="form">Tile and window.</param>
    /// <param name="x">Input.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="dw">Gradient of the weights.</param>
    /// <param name="db">Gradient of the bias, or null.</param>
    /// <param name="scratch">Scratch of <see cref="ScratchLength"/> floats.</param>
    /// <param name="workers">Workers that have scratch.</param>
    /// <param name="tileRows"><see cref="IMicroKernel.OuterRows"/> of the kernel that will run.</param>
    public WinogradWeightPass(in ConvGeometry g, WinogradForm form, in Maps x, in Maps dy, float* dw, float* db, float* scratch, int workers, int tileRows)
    {
        this.g = g;
        this.x = x;
        this.dy = dy;
        this.dw = dw;
        this.db = db;
        this.workers = workers;
        tiles = WinogradTiles.Of(in g, form);
        panels = Panels(in g);
        rowTiles = RowTiles(in g, tileRows);
        inLanes = WinogradTiles.Lanes(g.InC);
        xStep = XStep(in g);
        block = Block(form);
        chunks = Chunks(in g, form, x.N);
        partial = scratch;
        this.scratch = scratch + chunks * ChunkFloats;
    }

    private nint ChunkFloats => (nint)ChunkLength(tiles.Form.MatrixCount, panels, rowTiles);

    /// <summary>Floats of scratch for at most n images and a number of workers.</summary>
    public static long ScratchLength(in ConvGeometry g, WinogradForm form, int n, int workers)
        => Chunks(in g, form, n) * ChunkLength(form.MatrixCount, Panels(in g), RowTiles(in g, 6)) + workers * WorkerLength(in g, form);

    /// <summary>Parts that transform no patch twice without need.</summary>
    public int MostParts => chunks * Slices(workers);

    // Where there are fewer chunks than workers, each takes some of the output channels.
    private int Slices(int team) => Math.Min(panels, (Math.Min(team, workers) + chunks - 1) / chunks);

    /// <summary>Sums this worker's chunks, or its channels of a chunk.</summary>
    [SkipLocalsInit]
    public void Run<TTransform, TKernel>(in Step step)
        where TTransform : struct, IWinogradGradient
        where TKernel : struct, IMicroKernel
    {
        int slices = Slices(step.Workers);
        (int first, int last) = step.ShareAmong(workers, chunks * slices);
        if (first >= last) return;
        float* mine = scratch + step.Worker * (nint)WorkerLength(in g, tiles.Form);
        for (int unit = first; unit < last; unit++)
        {
            int chunk = unit / slices, slice = unit % slices;
            int from = (int)((long)step.Batch * chunk / chunks) * tiles.ImageTiles, to = (int)((long)step.Batch * (chunk + 1) / chunks) * tiles.ImageTiles;
            RunChunk<TTransform, TKernel>(partial + chunk * ChunkFloats, from, to, panels * slice / slices, panels * (slice + 1) / slices, mine);
        }
    }

    /// <summary>Adds the chunks' sums in order and transforms this worker's share of the windows back.</summary>
    [SkipLocalsInit]
    public void Reduce<TTransform>(in Step step)
        where TTransform : struct, IWinogradGradient
    {
        (int first, int last) = step.Share(panels * rowTiles);
        float* sums = stackalloc float[tiles.Form.MatrixCount * TileFloats + Winograd.WorkFloats + tiles.Form.Taps * 16];
        float* work = sums + tiles.Form.MatrixCount * TileFloats, window = work + Winograd.WorkFloats;
        for (int unit = first; unit < last; unit++)
        {
            int panel = unit / rowTiles, lanes = Math.Min(16, g.OutC - 16 * panel);
            (int start, int height) = Rows(unit % rowTiles);
            Add(partial + (nint)unit * UnitFloats(tiles.Form.MatrixCount), sums, tiles.Form.MatrixCount * TileFloats);
            for (int r = 0; r < height; r++)
            {
                for (int lane = 0; lane < 16; lane += 8) TTransform.FilterAdjoint<Ops256, Vector256<float>>(sums + r * 16 + lane, TileFloats, window + lane, 16, work);
                for (int tap = 0; tap < tiles.Form.Taps; tap++)
                    Panel.CopyRow(window + tap * 16, dw + ((nint)tap * g.InC + start + r) * g.OutC + panel * 16, lanes, lanes);
            }
            if (db is null || unit % rowTiles != 0) continue;
            Add(partial + ChunkFloats - panels * 16 + panel * 16, sums, 16);
            new ReadOnlySpan<float>(sums, lanes).CopyTo(new Span<float>(db + panel * 16, lanes));
        }
    }

    private static int Panels(in ConvGeometry g) => (g.OutC + 15) / 16;

    private static int RowTiles(in ConvGeometry g, int tileRows) => (g.InC + tileRows - 1) / tileRows;

    // Fewer tiles would read and write the sums too often.
    private static int Block(WinogradForm form) => form.Points == form.Matrices ? WinogradTiles.MostTiles : WinogradTiles.MostTiles / 2;

    private static long ChunkLength(int matrices, int panels, int rowTiles) => (long)UnitFloats(matrices) * panels * rowTiles + panels * 16;

    // The sums of 8 × 16 weights in all matrices, and a cache line, so that neighbours do not meet in one set of the cache.
    private static int UnitFloats(int matrices) => matrices * TileFloats + 16;

    // A power of two between tiles would put a channel's column into few sets of the first-level cache.
    private static int XStep(in ConvGeometry g) => WinogradTiles.Lanes(g.InC) is var lanes && lanes >= 64 && lanes % 32 == 0 ? lanes + 16 : lanes;

    private static long WorkerLength(in ConvGeometry g, WinogradForm form)
    {
        WinogradTiles tiles = WinogradTiles.Of(in g, form);
        int xStep = XStep(in g);
        return (tiles.Frequencies * (long)(WinogradTiles.Stride(Block(form), xStep) + WinogradTiles.Stride(Block(form), 16))
            + Winograd.WorkFloats + Math.Max(WinogradPatches.CopyFloats(tiles.Size, g.InC), WinogradPatches.CopyFloats(form.Tile, 16)) + 15) / 16 * 16;
    }

    // Sums of a chunk are read and added once more at the end: large ones come in fewer chunks.
    private static int Chunks(in ConvGeometry g, WinogradForm form, int n)
    {
        long floats = (long)form.MatrixCount * g.InC * g.OutC;
        return (int)Math.Min(n, Math.Clamp(MostPartialFloats / floats, 2, 8));
    }

    private (int Start, int Height) Rows(int tile)
    {
        int small = g.InC / rowTiles, large = g.InC % rowTiles;
        return (tile * small + Math.Min(tile, large), small + (tile < large ? 1 : 0));
    }

    private void Add(float* from, float* to, int count)
    {
        for (int i = 0; i < count; i += 8)
        {
            Vector256<float> sum = Vector256.Load(from + i);
            for (int chunk = 1; chunk < chunks; chunk++) sum += Vector256.Load(from + chunk * ChunkFloats + i);
            sum.Store(to + i);
        }
    }

    private void RunChunk<TTransform, TKernel>(float* sums, int first, int last, int firstPanel, int lastPanel, float* mine)
        where TTransform : struct, IWinogradGradient
        where TKernel : struct, IMicroKernel
    {
        int panelFloats = rowTiles * UnitFloats(tiles.Form.MatrixCount);
        for (int panel = firstPanel; panel < lastPanel; panel++) new Span<float>(sums + (nint)panel * panelFloats, panelFloats).Clear();
        float* biases = sums + ChunkFloats - panels * 16;
        new Span<float>(biases + firstPanel * 16, (lastPanel - firstPanel) * 16).Clear();
        float* v = mine, m = v + tiles.Frequencies * WinogradTiles.Stride(block, xStep);
        float* work = m + tiles.Frequencies * WinogradTiles.Stride(block, 16);
        for (int t = first; t < last; t += block)
        {
            int n = Math.Min(block, last - t);
            TransformInput<TTransform, TKernel>(t, n, v, work);
            // 16 channels of dY at a time: their products are summed while they are in the cache.
            for (int panel = firstPanel; panel < lastPanel; panel++)
            {
                TransformGradient<TTransform, TKernel>(t, n, m, panel, db is null ? null : biases + panel * 16, work);
                Multiply<TKernel>(t, n, last, v, m, panel, firstPanel, lastPanel, sums + (nint)panel * panelFloats);
            }
        }
    }

    private void TransformInput<TTransform, TKernel>(int first, int count, float* v, float* work)
        where TTransform : struct, IWinogradGradient
        where TKernel : struct, IMicroKernel
    {
        WinogradPatches inputs = new(in x, tiles.Size);
        nint frequency = WinogradTiles.Stride(block, xStep);
        for (int t = 0; t < count; t++, v += xStep)
        {
            (int image, int h, int w) = tiles.At(first + t);
            (h, w) = tiles.Patch(h, w);
            float* from = inputs.Read(image, h, w, work + Winograd.WorkFloats, out nint row, out nint col);
            Winograd.Input<TTransform, TKernel>(from, row, col, v, frequency, inLanes, work);
        }
    }

    private void TransformGradient<TTransform, TKernel>(int first, int count, float* m, int panel, float* biases, float* work)
        where TTransform : struct, IWinogradGradient
        where TKernel : struct, IMicroKernel
    {
        WinogradPatches outputs = new(in dy, tiles.Tile);
        nint frequency = WinogradTiles.Stride(block, 16);
        int lanes = Math.Min(16, outputs.Lanes - panel * 16);
        for (int t = 0; t < count; t++, m += 16)
        {
            (int image, int h, int w) = tiles.At(first + t);
            float* from = outputs.Read(image, h, w, panel * 16, Math.Min(16, g.OutC - panel * 16), work + Winograd.WorkFloats, out nint row, out nint col);
            Winograd.OutputAdjoint<TTransform, TKernel>(from, row, col, m, frequency, lanes, biases, work);
        }
    }

    [SkipLocalsInit]
    private void Multiply<TKernel>(int first, int count, int last, float* v, float* m, int panel, int firstPanel, int lastPanel, float* acc)
        where TKernel : struct, IMicroKernel
    {
        float** rows = stackalloc float*[8];
        nint zero = 0;
        float* dm;
        PixelRuns runs = new() { X = &zero, DY = &dm, Count = 1, Length = count, XStep = xStep, DYStep = 16 };
        nint vFrequency = WinogradTiles.Stride(block, xStep), mFrequency = WinogradTiles.Stride(block, 16);
        int unitFloats = UnitFloats(tiles.Form.MatrixCount), steps = tiles.Frequencies * (lastPanel - firstPanel), step = (panel - firstPanel) * tiles.Frequencies;
        for (int f = 0; f < tiles.Frequencies; f++, v += vFrequency, m += mFrequency)
        {
            Fetch(first, count, last, panel + 1 < lastPanel ? panel + 1 : firstPanel, panel + 1 == lastPanel, f, step + f, steps);
            dm = m;
            for (int tile = 0; tile < rowTiles; tile++)
            {
                (int start, int height) = Rows(tile);
                for (int r = 0; r < 8; r++) rows[r] = v + start + Math.Min(r, height - 1);
                TKernel.OuterWide(height, rows, acc + (nint)tile * unitFloats + tiles.Form.Matrix(f) * TileFloats, &runs);
            }
        }
    }

    // While the products run, memory brings the next 16 channels of dY, and bit by bit the next block of X.
    private void Fetch(int first, int count, int last, int nextPanel, bool nextBlock, int frequency, int step, int steps)
    {
        WinogradPatches inputs = new(in x, tiles.Size), outputs = new(in dy, tiles.Tile);
        int start = nextBlock ? first + count : first, f = tiles.Frequencies;
        for (int t = start + count * frequency / f; t < Math.Min(last, start + count * (frequency + 1) / f); t++)
        {
            (int image, int h, int w) = tiles.At(t);
            outputs.Fetch(image, h, w, tiles.Tile, nextPanel * 16);
        }
        for (int t = first + count + count * step / steps; t < Math.Min(last, first + count + count * (step + 1) / steps); t++)
        {
            (int image, int h, int w) = tiles.At(t);
            (h, w) = tiles.Patch(h, w);
            inputs.Fetch(image, h + tiles.Size - tiles.Form.Step, w + tiles.Size - tiles.Form.Step, tiles.Form.Step);
        }
    }
}
