namespace Fovea.Kernels;

/// <summary>y = a·b for every row of the maps, whose columns × channels are a matrix; or y += . Either may lie transposed.</summary>
/// <remarks>
/// b is packed into panels by whoever needs it, a is read in blocks of 48 rows, transposed first where it has to be. The sum of an output
/// runs over all terms in one order: splitting work never changes bits.
/// </remarks>
public sealed unsafe class MatMulCall : Call
{
    private readonly Maps a, b, y;
    private readonly bool transposeA, transposeB, accumulate;
    private readonly float* scratch;
    private readonly int owners, length;
    private readonly PanelLayout layout;
    private readonly KernelVariant variant;

    /// <summary>Checks the sizes.</summary>
    /// <param name="name">What it does.</param>
    /// <param name="a">H × M × K, transposed H × K × M.</param>
    /// <param name="transposeA">a lies transposed.</param>
    /// <param name="b">H × K × N, transposed H × N × K.</param>
    /// <param name="transposeB">b lies transposed.</param>
    /// <param name="y">H × M × N.</param>
    /// <param name="scratch"><see cref="ScratchFloats"/> for each worker, 64-byte aligned.</param>
    /// <param name="owners">How many workers have scratch.</param>
    /// <param name="accumulate">Add to y.</param>
    /// <param name="variant">Kernel variant.</param>
    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    public MatMulCall(string name, Maps a, bool transposeA, Maps b, bool transposeB, Maps y, FloatBlock scratch, int owners, bool accumulate = false,
        KernelVariant variant = KernelVariant.Auto)
        : base(name, Work.Over(a, b, y, accumulate ? y : default) with { ImageMacs = (long)y.PixelFloats * (transposeA ? a.W : a.C) })
    {
        length = transposeA ? a.W : a.C;
        if (a.H != y.H || b.H != y.H || (transposeA ? a.C : a.W) != y.W || (transposeB ? b.W : b.C) != y.C || (transposeB ? b.C : b.W) != length)
            throw new ArgumentException($"{a.H}×{a.W}×{a.C} times {b.H}×{b.W}×{b.C} is not {y.H}×{y.W}×{y.C}", nameof(y));
        if (scratch.Length < owners * ScratchFloats(length, y.C)) throw new ArgumentException($"{scratch.Length} floats of scratch for {owners} workers", nameof(scratch));
        (this.a, this.b, this.y, this.transposeA, this.transposeB, this.accumulate, this.owners) = (a, b, y, transposeA, transposeB, accumulate, owners);
        this.scratch = scratch.Pointer;
        this.variant = KernelTable.Resolve(variant);
        layout = new PanelLayout(length, y.C);
    }

    /// <summary>Floats that one worker needs for sums of <paramref name="length"/> terms and <paramref name="columns"/> columns of y.</summary>
    public static long ScratchFloats(int length, int columns) => new PanelLayout(length, columns).Length + (PanelProduct.MostRows * (long)length + 15) / 16 * 16;

    /// <inheritdoc/>
    public override int MostParts(int batch) => batch * y.H;

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
        const int most = PanelProduct.MostRows;
        int blocks = (y.W + most - 1) / most, packed = -1;
        float* panels = scratch + step.Worker * (nint)ScratchFloats(length, y.C), turned = panels + layout.Length;
        (int first, int end) = step.ShareAmong(owners, checked(step.Batch * y.H * blocks));
        for (int unit = first; unit < end; unit++)
        {
            int matrix = unit / blocks, n = matrix / y.H, h = matrix % y.H, row = unit % blocks * most, rows = Math.Min(most, y.W - row);
            if (matrix != packed) PanelProduct.Pack(b.Row(n, h), b.C, transposeB, panels, layout);
            packed = matrix;
            float* x = transposeA ? turned : a.Row(n, h) + (nint)row * a.C;
            if (transposeA) Panel.Transpose(a.Row(n, h) + row, a.C, turned, rows, length, length);
            PanelProduct.Multiply<TKernel>(x, length, rows, panels, layout, 0, length, 0, layout.Count, y.Row(n, h) + (nint)row * y.C, y.C, accumulate);
        }
    }
}
