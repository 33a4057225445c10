using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>dq, dk and dv of an attention from its inputs, its output and the logarithms of its sums; scores are computed again, block by block.</summary>
/// <remarks>
/// Formula: P = e^(S − ln Σ), dV = Pᵀ·dY, dP = dY·Vᵀ, dS = P∘(dP − Σ dY·Y)/√d, dQ = dS·K, dK = dSᵀ·Q. Source: Dao et al. 2022.
/// A worker takes a head of an image. dK and dV are outer products over 48 queries at a time, whose sums wait in scratch until all queries
/// have passed. A gradient that does not exist is left out.
/// </remarks>
public sealed unsafe class AttentionBackward : Call
{
    private const int Rows = PanelProduct.MostRows, TileFloats = 128;
    private readonly AttentionGeometry g;
    private readonly Maps q, k, v, y, dy;
    private readonly Gradient dq, dk, dv;
    private readonly float* logSums;
    private readonly float* scratch;
    private readonly int owners;
    private readonly KernelVariant variant;

    /// <summary>Where a gradient goes.</summary>
    /// <param name="Maps">Memory; does not exist when nobody wants it.</param>
    /// <param name="Accumulate">Add to it. Of gradients in the same memory a later one does: dq, then dk, then dv.</param>
    public readonly record struct Gradient(Maps Maps, bool Accumulate);

    /// <summary>Takes what <see cref="AttentionForward"/> had and left.</summary>
    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    public AttentionBackward(string name, AttentionGeometry g, Maps q, Maps k, Maps v, Maps y, Maps dy, FloatBlock logSums, Gradient dq, Gradient dk, Gradient dv,
        FloatBlock scratch, int owners, KernelVariant variant = KernelVariant.Auto)
        : base(name, Work.Over(q, k, v, y, dy, dq.Maps, dk.Maps, dv.Maps) with { ImageMacs = g.Macs / 2 * 5 })
    {
        AttentionForward.Check(g, q, g.Queries);
        AttentionForward.Check(g, k, g.Keys);
        AttentionForward.Check(g, v, g.Keys);
        AttentionForward.Check(g, y, g.Queries);
        AttentionForward.Check(g, dy, g.Queries);
        if (scratch.Length < owners * ScratchFloats(g)) throw new ArgumentException($"{scratch.Length} floats of scratch for {owners} workers", nameof(scratch));
        (this.g, this.q, this.k, this.v, this.y, this.dy, this.dq, this.dk, this.dv, this.owners) = (g, q, k, v, y, dy, dq, dk, dv, owners);
        this.logSums = logSums.Pointer;
        this.scratch = scratch.Pointer;
        this.variant = KernelTable.Resolve(variant);
    }

    /// <summary>Floats that one worker needs.</summary>
    public static long ScratchFloats(AttentionGeometry g) => 2 * g.Across.Length + g.Along.Length + 2 * Rows * AttentionRows.Stride + 2 * Rows * Padded(g) + 2 * SumFloats(g);

    /// <inheritdoc/>
    public override int MostParts(int batch) => batch * g.Heads;

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (variant == KernelVariant.Avx512) Run<MicroKernelAvx512>(step);
        else if (variant == KernelVariant.Avx2) Run<MicroKernelAvx2>(step);
        else if (variant == KernelVariant.Vector128) Run<MicroKernelVector128>(step);
        else Run<MicroKernelReference>(step);
    }

    private static int Padded(AttentionGeometry g) => (g.Size + 15) / 16 * 16;

    // Tiles of at least 6 keys × 16 channels.
    private static long SumFloats(AttentionGeometry g) => (g.Keys + 5L) / 6 * (Padded(g) / 16) * TileFloats;

    private void Run<TKernel>(in Step step) where TKernel : struct, IMicroKernel
    {
        float* keysAcross = scratch + step.Worker * (nint)ScratchFloats(g), valuesAcross = keysAcross + g.Across.Length, keysAlong = valuesAcross + g.Across.Length;
        float* p = keysAlong + g.Along.Length, ds = p + Rows * AttentionRows.Stride, queries = ds + Rows * AttentionRows.Stride, gradients = queries + Rows * Padded(g);
        float* dkSums = gradients + Rows * Padded(g), dvSums = dkSums + SumFloats(g);
        (int first, int end) = step.ShareAmong(owners, step.Batch * g.Heads);
        for (int pair = first; pair < end; pair++)
        {
            int n = pair / g.Heads, channel = pair % g.Heads * g.Size;
            PanelProduct.Pack(k.Row(n, 0) + channel, k.RowStride, true, keysAcross, g.Across);
            PanelProduct.Pack(v.Row(n, 0) + channel, v.RowStride, true, valuesAcross, g.Across);
            if (dq.Maps.Exists) PanelProduct.Pack(k.Row(n, 0) + channel, k.RowStride, false, keysAlong, g.Along);
            Clear(dkSums);
            Clear(dvSums);
            for (int row = 0; row < g.Queries; row += Rows)
            {
                int rows = Math.Min(Rows, g.Queries - row);
                Copy(q.Row(n, row) + channel, q.RowStride, rows, queries);
                Copy(dy.Row(n, row) + channel, dy.RowStride, rows, gradients);
                for (int key = 0; key < g.Keys; key += AttentionRows.Keys)
                {
                    int keys = Math.Min(AttentionRows.Keys, g.Keys - key);
                    Scores<TKernel>(n, row, rows, channel, key, keys, logSums + (nint)pair * g.Queries + row, keysAcross, valuesAcross, p, ds);
                    if (dq.Maps.Exists)
                        PanelProduct.Multiply<TKernel>(ds, AttentionRows.Stride, rows, keysAlong, g.Along, key, keys, 0, g.Along.Count,
                            dq.Maps.Row(n, row) + channel, dq.Maps.RowStride, dq.Accumulate || key > 0);
                    if (dk.Maps.Exists) Outer<TKernel>(ds, queries, rows, key, keys, dkSums);
                    if (dv.Maps.Exists) Outer<TKernel>(p, gradients, rows, key, keys, dvSums);
                }
            }
            if (dk.Maps.Exists) Write<TKernel>(dkSums, dk, n, channel);
            if (dv.Maps.Exists) Write<TKernel>(dvSums, dv, n, channel);
        }
    }

    private void Scores<TKernel>(int n, int row, int rows, int channel, int key, int keys, float* logs, float* keysAcross, float* valuesAcross, float* p, float* ds)
        where TKernel : struct, IMicroKernel
    {
        const int stride = AttentionRows.Stride;
        int first = key / 16, last = (key + keys + 15) / 16;
        PanelProduct.Multiply<TKernel>(q.Row(n, row) + channel, q.RowStride, rows, keysAcross, g.Across, 0, g.Size, first, last, p, stride, false);
        PanelProduct.Multiply<TKernel>(dy.Row(n, row) + channel, dy.RowStride, rows, valuesAcross, g.Across, 0, g.Size, first, last, ds, stride, false);
        for (int r = 0; r < rows; r++)
        {
            float mean = AttentionRows.Dot(y.Row(n, row + r) + channel, dy.Row(n, row + r) + channel, g.Size);
            AttentionRows.Exponentials(p + r * stride, keys, g.Scale, logs[r]);
            AttentionRows.Scores(p + r * stride, ds + r * stride, keys, mean, g.Scale);
        }
    }

    // sums[key][channel] += Σ over rows of scores[row][key]·x[row][channel].
    [SkipLocalsInit]
    private void Outer<TKernel>(float* scores, float* x, int rows, int key, int keys, float* sums) where TKernel : struct, IMicroKernel
    {
        float** columns = stackalloc float*[9];
        float* dense = x;
        nint offset = 0;
        int padded = Padded(g), panels = padded / 16;
        PixelRuns runs = new() { X = &offset, DY = &dense, Count = 1, Length = rows, XStep = AttentionRows.Stride, DYStep = padded };
        for (int tile = 0; tile < keys; tile += TKernel.OuterRows)
        {
            int height = Math.Min(TKernel.OuterRows, keys - tile);
            for (int r = 0; r < 9; r++) columns[r] = scores + tile + Math.Min(r, height - 1);
            float* to = sums + (nint)((key + tile) / TKernel.OuterRows) * panels * TileFloats;
            for (int panel = 0; panel < panels; panel++, to += TileFloats)
            {
                dense = x + panel * 16;
                TKernel.OuterWide(height, columns, to, &runs);
            }
        }
    }

    private void Write<TKernel>(float* sums, Gradient to, int n, int channel) where TKernel : struct, IMicroKernel
    {
        int panels = Padded(g) / 16;
        for (int key = 0; key < g.Keys; key++)
            for (int panel = 0; panel < panels; panel++)
            {
                float* from = sums + ((nint)(key / TKernel.OuterRows) * panels + panel) * TileFloats + key % TKernel.OuterRows * 16;
                MapsCopy.Row(from, to.Maps.Row(n, key) + channel + panel * 16, Math.Min(16, g.Size - panel * 16), 1, to.Accumulate);
            }
    }

    private void Copy(float* from, nint stride, int rows, float* to)
    {
        int padded = Padded(g);
        for (int r = 0; r < rows; r++, from += stride, to += padded) Panel.CopyRow(from, to, g.Size, padded);
    }

    private void Clear(float* sums) => new Span<float>(sums, checked((int)SumFloats(g))).Clear();
}
