namespace Fovea.Kernels;

/// <summary>dW, and dB on request, from x and dY. A layer's calls come from <see cref="Calls"/>: one, or two where partial sums are combined.</summary>
/// <remarks>x carries a zero halo of at least <see cref="ConvGeometry.InputHalo"/>; dY needs none. dW is [KernelH][KernelW][InC/Groups][OutC].</remarks>
public sealed unsafe class ConvWeightGradient : Call
{
    private readonly KernelVariant variant;
    private readonly OuterPass[] passes;
    private readonly DepthwiseWeightPass? depthwise;
    private readonly bool reduce;

    private ConvWeightGradient(string node, in ConvGeometry g, KernelVariant variant, OuterPass[] passes, DepthwiseWeightPass? depthwise, bool reduce)
        : base($"{node}.weight.grad conv2d-{(g.IsDepthwise ? "depthwise" : "direct")}{(reduce ? "-sum" : "")} {g.KernelH}×{g.KernelW}×{g.GroupInC}×{g.OutC}",
            reduce ? ConvWork.Sum(in g) : ConvWork.Of(in g, ConvAlgorithm.Direct))
    {
        this.variant = variant;
        this.passes = passes;
        this.depthwise = depthwise;
        this.reduce = reduce;
    }

    /// <summary>The calls that compute dW for one layer of a plan, to be run in order.</summary>
    /// <param name="node">Name of the layer.</param>
    /// <param name="g">Sizes of the forward convolution.</param>
    /// <param name="x">Input with halo.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="dw">Gradient of the weights; overwritten.</param>
    /// <param name="db">Gradient of the bias; overwritten; default when not wanted.</param>
    /// <param name="scratch">Working memory of <see cref="ScratchLength"/> floats, free again after the last call.</param>
    /// <param name="variant">Kernel variant.</param>
    /// <exception cref="ArgumentException">Sizes or halos do not fit.</exception>
    /// <exception cref="PlatformNotSupportedException">The variant does not run here.</exception>
    public static Call[] Calls(string node, in ConvGeometry g, Maps x, Maps dy, FloatBlock dw, FloatBlock db, FloatBlock scratch,
        KernelVariant variant = KernelVariant.Auto)
    {
        ConvCheck.Input(node, in g, in x);
        ConvCheck.Output(node, in g, in dy);
        ConvCheck.SameBatch(node, in x, in dy);
        ConvCheck.Floats(node, "weight gradient", in dw, g.Weights);
        ConvCheck.Floats(node, "scratch", in scratch, ScratchLength(in g, x.N));
        if (db.Exists) ConvCheck.Floats(node, "bias gradient", in db, g.OutC);
        variant = KernelTable.Resolve(variant);
        float* origin = x.Origin - g.PadTop * x.RowStride - (nint)g.PadLeft * g.InC;
        PixelGrid grid = new(g.OutH, g.OutW, x.ImageStride, g.StrideH * x.RowStride, (nint)g.StrideW * g.InC, dy.ImageStride, dy.RowStride, g.OutC);
        if (g.IsDepthwise)
        {
            DepthwiseWeightPass pass = new(in g, in grid, origin, x.RowStride, dy.Origin, dw.Pointer, db.Pointer);
            return [new ConvWeightGradient(node, in g, variant, [], pass, false)];
        }
        int rows = g.KernelH * g.KernelW * g.GroupInC, chunks = Chunks(in g, x.N);
        var offsets = new nint[rows];
        var windows = new TapWindow[rows];
        for (int k = 0; k < rows; k++)
        {
            int tap = k / g.GroupInC, u = tap / g.KernelW, v = tap % g.KernelW;
            windows[k] = TapWindow.Of(in g, u, v);
            offsets[k] = u * g.DilationH * x.RowStride + (nint)v * g.DilationW * g.InC + k % g.GroupInC;
        }
        var passes = new OuterPass[g.Groups];
        for (int group = 0; group < g.Groups; group++)
            passes[group] = new OuterPass(in grid, origin + group * g.GroupInC, dy.Origin + group * g.GroupOutC, offsets, PaysToSkip(in g, windows) ? windows : null, g.GroupOutC,
                dw.Pointer + group * g.GroupOutC, g.OutC, db.Exists ? db.Pointer + group * g.GroupOutC : null,
                scratch.Pointer + group * OuterPass.ScratchLength(rows, g.GroupOutC, chunks), chunks, variant == KernelVariant.Avx512 ? 8 : 6);
        ConvWeightGradient sum = new(node, in g, variant, passes, null, false);
        return chunks == 1 ? [sum] : [sum, new ConvWeightGradient(node, in g, variant, passes, null, true)];
    }

    /// <summary>Floats of scratch that <see cref="Calls"/> needs for at most <paramref name="n"/> images.</summary>
    public static long ScratchLength(in ConvGeometry g, int n)
        => g.IsDepthwise ? 0 : g.Groups * OuterPass.ScratchLength(g.KernelH * g.KernelW * g.GroupInC, g.GroupOutC, Chunks(in g, n));

    /// <inheritdoc/>
    public override int MostParts(int batch) => reduce || passes.Length == 0 ? base.MostParts(batch) : passes[0].MostParts;

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        depthwise?.Run(in step);
        foreach (OuterPass pass in passes)
        {
            if (reduce) pass.Reduce(in step);
            else if (variant == KernelVariant.Avx512) pass.Run<MicroKernelAvx512>(in step);
            else if (variant == KernelVariant.Avx2) pass.Run<MicroKernelAvx2>(in step);
            else if (variant == KernelVariant.Vector128) pass.Run<MicroKernelVector128>(in step);
            else pass.Run<MicroKernelReference>(in step);
        }
    }

    // Tiles of one tap can leave out the pixels where it sees the halo; tiles of many small taps gain nothing.
    private static bool PaysToSkip(in ConvGeometry g, TapWindow[] windows)
        => g.GroupInC >= 8 && windows.Average(w => (double)(w.RowTo - w.RowFrom) * (w.ColTo - w.ColFrom)) < 0.95 * g.OutH * g.OutW;

    // Few tiles cannot be shared evenly; a fixed number of image chunks can. Small problems do not repay the second call.
    private static int Chunks(in ConvGeometry g, int n)
    {
        int tiles = OuterPass.TileCount(g.KernelH * g.KernelW * g.GroupInC, g.GroupOutC, 6);
        return tiles < 64 && g.Macs * n > 4_000_000 ? Math.Min(8, n) : 1;
    }
}
