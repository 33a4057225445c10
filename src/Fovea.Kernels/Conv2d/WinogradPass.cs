using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>y = x ∗ w with stride 1, over blocks of tiles: transform, one matrix product for each frequency, transform back.</summary>
/// <remarks>
/// A block's patches lie as [frequency][tile][channel] in the worker's own scratch, its products as [frequency][tile][16]. A tile's sums run over all input channels
/// in order wherever it lies in a block, so neither the workers nor the other images change its bits.
/// </remarks>
internal sealed unsafe class WinogradPass
{
    private readonly Maps x;
    private readonly Maps y;
    private readonly WinogradTiles tiles;
    private readonly PanelLayout layout;
    private readonly int inLanes;
    private readonly int block;
    private readonly int group;
    private readonly int workers;
    private readonly bool accumulate;
    private readonly Clamp clamp;
    private readonly float* bias;
    private readonly float* panels;
    private readonly float* scratch;
    private readonly nint scratchStride;
    private readonly nint[] offsets;

    /// <param name="tiles">Sizes.</param>
    /// <param name="x">Input.</param>
    /// <param name="y">Output.</param>
    /// <param name="packed">Bias and transformed weights, as <see cref="WinogradPanels"/> lays them.</param>
    /// <param name="scratch">Scratch of <see cref="ScratchLength"/> floats.</param>
    /// <param name="workers">Workers that have scratch.</param>
    /// <param name="accumulate">Add to y.</param>
    /// <param name="clamp">What happens to the sums at the end.</param>
    public WinogradPass(in WinogradTiles tiles, in Maps x, in Maps y, float* packed, float* scratch, int workers, bool accumulate, Clamp clamp)
    {
        this.x = x;
        this.y = y;
        this.accumulate = accumulate;
        this.clamp = clamp;
        this.scratch = scratch;
        this.workers = workers;
        this.tiles = tiles;
        layout = new PanelLayout(tiles.InC, tiles.OutC);
        inLanes = WinogradTiles.Lanes(tiles.InC);
        block = tiles.Block(inLanes);
        group = Group(in tiles, layout);
        bias = packed;
        panels = packed + WinogradPanels.BiasFloats(tiles.OutC);
        scratchStride = (nint)ScratchLength(in tiles, 1);
        nint stride = WinogradTiles.Stride(block, inLanes);
        offsets = GC.AllocateUninitializedArray<nint>(tiles.Frequencies, pinned: true);
        for (int f = 0; f < offsets.Length; f++) offsets[f] = f * stride;
    }

    /// <summary>Floats of scratch for a number of workers.</summary>
    public static long ScratchLength(in WinogradTiles tiles, int workers)
    {
        int inLanes = WinogradTiles.Lanes(tiles.InC), block = tiles.Block(inLanes), group = Group(in tiles, new PanelLayout(tiles.InC, tiles.OutC));
        return workers * (tiles.Frequencies * (long)(WinogradTiles.Stride(block, inLanes) + WinogradTiles.Stride(block * group, 16))
            + Winograd.WorkFloats + Math.Max(WinogradPatches.CopyFloats(tiles.Size, tiles.InC), WinogradPatches.CopyFloats(tiles.Tile, 16)) + 31) / 16 * 16;
    }

    /// <summary>Blocks of a batch.</summary>
    public int Blocks(int batch) => (batch * tiles.ImageTiles + block - 1) / block;

    /// <summary>Computes this worker's share of the tiles.</summary>
    [SkipLocalsInit]
    public void Run<TTransform, TKernel>(in Step step)
        where TTransform : struct, IWinogradTransform
        where TKernel : struct, IMicroKernel
    {
        // Dealt parts are whole blocks; otherwise the workers' halves are as equal as tiles allow.
        int total = step.Batch * tiles.ImageTiles, unit = step.Parts > step.Workers ? block : TKernel.TilePixels;
        (int first, int last) = step.ShareAmong(workers, (total + unit - 1) / unit);
        (first, last) = (first * unit, Math.Min(total, last * unit));
        if (first >= last) return;
        float* v = scratch + step.Worker * scratchStride;
        float* m = v + tiles.Frequencies * WinogradTiles.Stride(block, inLanes);
        float* work = m + tiles.Frequencies * WinogradTiles.Stride(block * group, 16);
        float** xs = stackalloc float*[WinogradTiles.MostTiles + 8];
        float** ys = stackalloc float*[WinogradTiles.MostTiles + 8];
        for (int t = first; t < last; t += block)
        {
            int n = Math.Min(block, last - t);
            Transform<TTransform, TKernel>(t, n, v, work);
            for (int i = 0; i < n + 8; i++)
            {
                int at = Math.Min(i, n - 1);
                xs[i] = v + (nint)at * inLanes;
                ys[i] = m + (nint)at * 16;
            }
            for (int panel = 0; panel < layout.Count; panel += group)
            {
                int end = Math.Min(layout.Count, panel + group);
                Multiply<TKernel>(xs, ys, t, n, total, panel, end, work);
                TransformBack<TTransform, TKernel>(t, n, m, panel, end, work);
            }
        }
    }

    // While the patches leave room in the second-level cache, the products of 16 channels go back before the next 16 are computed, and
    // never leave it. Patches that do not fit are better read once, for all channels.
    private static int Group(in WinogradTiles tiles, PanelLayout layout) => tiles.FitsCache(WinogradTiles.Lanes(layout.K)) ? 1 : layout.Count;

    private void Transform<TTransform, TKernel>(int first, int count, float* v, float* work)
        where TTransform : struct, IWinogradTransform
        where TKernel : struct, IMicroKernel
    {
        WinogradPatches patches = new(in x, tiles.Size);
        nint frequency = WinogradTiles.Stride(block, inLanes);
        for (int t = 0; t < count; t++, v += inLanes)
        {
            (int image, int h, int w) = tiles.At(first + t);
            (h, w) = tiles.Patch(h, w);
            float* from = patches.Read(image, h, w, work + Winograd.WorkFloats, out nint row, out nint col);
            Winograd.Input<TTransform, TKernel>(from, row, col, v, frequency, inLanes, work);
        }
    }

    private void Multiply<TKernel>(float** xs, float** ys, int first, int count, int total, int firstPanel, int lastPanel, float* work)
        where TKernel : struct, IMicroKernel
    {
        nint frequency = WinogradTiles.Stride(block * group, 16);
        TapLoop taps = new() { Count = 1, Length = layout.K, Scratch = work };
        for (int f = 0; f < offsets.Length; f++)
        {
            float* matrix = panels + tiles.Form.Matrix(f) * WinogradPanels.Stride(layout);
            taps.Offsets = (nint*)Unsafe.AsPointer(ref offsets[f]);
            for (int panel = firstPanel; panel < lastPanel; panel++)
            {
                Fetch(first, count, total, panel, f);
                float* w = matrix + panel * layout.Stride;
                nint yOffset = f * frequency + (nint)(panel - firstPanel) * block * 16;
                if (layout.Width(panel) == 8)
                    for (int t = 0; t < count; t += 8) TKernel.Tile8x8(xs + t, ys + t, yOffset, w, 8, &taps);
                else
                    for (int t = 0; t < count; t += TKernel.TilePixels) TKernel.TileWide(xs + t, ys + t, yOffset, w, 16, &taps);
            }
        }
    }

    // The transforms read and write in bursts, the products hardly touch memory: while they run, it brings what the transforms will want.
    private void Fetch(int first, int count, int total, int panel, int frequency)
    {
        WinogradPatches outputs = new(in y, tiles.Tile), inputs = new(in x, tiles.Size);
        for (int t = first + count * frequency / offsets.Length; t < first + count * (frequency + 1) / offsets.Length; t++)
        {
            (int image, int h, int w) = tiles.At(t);
            outputs.Fetch(image, h, w, tiles.Tile, panel * 16);
        }
        int steps = offsets.Length * layout.Count, step = group == 1 ? panel * offsets.Length + frequency : frequency * layout.Count + panel;
        for (int t = first + count + count * step / steps; t < Math.Min(total, first + count + count * (step + 1) / steps); t++)
        {
            (int image, int h, int w) = tiles.At(t);
            (h, w) = tiles.Patch(h, w);
            inputs.Fetch(image, h + tiles.Size - tiles.Form.Step, w + tiles.Size - tiles.Form.Step, tiles.Form.Step);
        }
    }

    private void TransformBack<TTransform, TKernel>(int first, int count, float* m, int firstPanel, int lastPanel, float* work)
        where TTransform : struct, IWinogradTransform
        where TKernel : struct, IMicroKernel
    {
        WinogradOutput output = new(in tiles, in y, accumulate, clamp);
        nint frequency = WinogradTiles.Stride(block * group, 16);
        for (int t = 0; t < count; t++, m += 16)
            for (int panel = firstPanel; panel < lastPanel; panel++)
                output.Write<TTransform, TKernel>(first + t, m + (nint)(panel - firstPanel) * block * 16, frequency, panel * 16,
                    layout.Width(panel), layout.Lanes(panel), bias + panel * 16, work);
    }
}
