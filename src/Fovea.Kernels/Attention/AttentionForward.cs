namespace Fovea.Kernels;

/// <summary>Sizes of a multi-head attention.</summary>
/// <param name="Heads">Heads.</param>
/// <param name="Queries">Tokens that ask.</param>
/// <param name="Keys">Tokens that are asked.</param>
/// <param name="Channels">Channels of a token, a multiple of the heads.</param>
public readonly record struct AttentionGeometry(int Heads, int Queries, int Keys, int Channels)
{
    /// <summary>Channels of a head.</summary>
    public int Size => Channels / Heads;

    internal float Scale => 1 / MathF.Sqrt(Size);

    internal PanelLayout Across => new(Size, Keys);

    internal PanelLayout Along => new(Keys, Size);

    internal long Macs => 2L * Queries * Keys * Channels;
}

/// <summary>y = softmax(q·kᵀ/√d)·v for each head, without a matrix of all scores: source of the online softmax: Milakov, Gimelshein 2018; Dao et al. 2022.</summary>
/// <remarks>
/// A worker takes 48 queries of one head; keys come in blocks of 192, whose scores stay in the cache. Between two blocks the sums are
/// scaled to the new maximum. k and v of a head are packed by whoever works on it.
/// </remarks>
public sealed unsafe class AttentionForward : Call
{
    private const int Rows = PanelProduct.MostRows;
    private readonly AttentionGeometry g;
    private readonly Maps q, k, v, y;
    private readonly float* logSums;
    private readonly float* scratch;
    private readonly int owners;
    private readonly KernelVariant variant;

    /// <summary>Checks the sizes.</summary>
    /// <param name="name">What it does.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="q">Queries × 1 × channels.</param>
    /// <param name="k">Keys × 1 × channels.</param>
    /// <param name="v">As k.</param>
    /// <param name="y">As q.</param>
    /// <param name="logSums">For the backward pass, batch × heads × queries floats: ln Σ e^score. May not exist.</param>
    /// <param name="scratch"><see cref="ScratchFloats"/> for each worker, 64-byte aligned.</param>
    /// <param name="owners">How many workers have scratch.</param>
    /// <param name="variant">Kernel variant.</param>
    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    public AttentionForward(string name, AttentionGeometry g, Maps q, Maps k, Maps v, Maps y, FloatBlock logSums, FloatBlock scratch, int owners, KernelVariant variant = KernelVariant.Auto)
        : base(name, Work.Over(q, k, v, y) with { ImageMacs = g.Macs })
    {
        Check(g, q, g.Queries);
        Check(g, k, g.Keys);
        Check(g, v, g.Keys);
        Check(g, y, g.Queries);
        if (scratch.Length < owners * ScratchFloats(g)) throw new ArgumentException($"{scratch.Length} floats of scratch for {owners} workers", nameof(scratch));
        (this.g, this.q, this.k, this.v, this.y, this.owners) = (g, q, k, v, y, owners);
        this.logSums = logSums.Pointer;
        this.scratch = scratch.Pointer;
        this.variant = KernelTable.Resolve(variant);
    }

    /// <summary>Floats that one worker needs.</summary>
    public static long ScratchFloats(AttentionGeometry g) => g.Across.Length + g.Along.Length + Rows * AttentionRows.Stride;

    internal static void Check(AttentionGeometry g, in Maps maps, int tokens)
    {
        if (g.Channels % g.Heads != 0 || maps.H != tokens || maps.W != 1 || maps.C != g.Channels)
            throw new ArgumentException($"{maps.H}×{maps.W}×{maps.C} are no {tokens} tokens of {g.Channels} channels in {g.Heads} heads", nameof(maps));
    }

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

    private void Run<TKernel>(in Step step) where TKernel : struct, IMicroKernel
    {
        float* most = stackalloc float[Rows], sums = stackalloc float[Rows];
        float* across = scratch + step.Worker * (nint)ScratchFloats(g), along = across + g.Across.Length, scores = along + g.Along.Length;
        int blocks = (g.Queries + Rows - 1) / Rows, packed = -1;
        (int first, int end) = step.ShareAmong(owners, checked(step.Batch * g.Heads * blocks));
        for (int unit = first; unit < end; unit++)
        {
            int pair = unit / blocks, n = pair / g.Heads, channel = pair % g.Heads * g.Size, row = unit % blocks * Rows, rows = Math.Min(Rows, g.Queries - row);
            if (pair != packed)
            {
                PanelProduct.Pack(k.Row(n, 0) + channel, k.RowStride, true, across, g.Across);
                PanelProduct.Pack(v.Row(n, 0) + channel, v.RowStride, false, along, g.Along);
                packed = pair;
            }
            Block<TKernel>(q.Row(n, row) + channel, y.Row(n, row) + channel, rows, across, along, scores, most, sums);
            if (logSums is null) continue;
            float* to = logSums + (nint)pair * g.Queries + row;
            for (int r = 0; r < rows; r++) to[r] = most[r] + MathF.Log(sums[r]);
        }
    }

    private void Block<TKernel>(float* x, float* to, int rows, float* across, float* along, float* scores, float* most, float* sums) where TKernel : struct, IMicroKernel
    {
        const int stride = AttentionRows.Stride;
        for (int key = 0; key < g.Keys; key += AttentionRows.Keys)
        {
            int keys = Math.Min(AttentionRows.Keys, g.Keys - key);
            PanelProduct.Multiply<TKernel>(x, q.RowStride, rows, across, g.Across, 0, g.Size, key / 16, (key + keys + 15) / 16, scores, stride, false);
            for (int r = 0; r < rows; r++)
            {
                float* s = scores + r * stride;
                float here = Softmax.Max(s, keys) * g.Scale, before = key == 0 ? here : most[r], now = here > before || float.IsNaN(here) ? here : before;
                float sum = AttentionRows.Exponentials(s, keys, g.Scale, now), shrink = key == 0 ? 0 : MathF.Exp(before - now);
                sums[r] = key == 0 ? sum : sums[r] * shrink + sum;
                most[r] = now;
                if (key > 0 && shrink != 1) AttentionRows.Scale(to + r * y.RowStride, g.Size, shrink);
            }
            PanelProduct.Multiply<TKernel>(scores, stride, rows, along, g.Along, key, keys, 0, g.Along.Count, to, y.RowStride, key > 0);
        }
        for (int r = 0; r < rows; r++) AttentionRows.Scale(to + r * y.RowStride, g.Size, 1 / sums[r]);
    }
}
