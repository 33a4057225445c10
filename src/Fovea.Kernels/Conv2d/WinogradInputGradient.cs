namespace Fovea.Kernels;

/// <summary>dX from dY for 3×3 windows with stride 1 or 2 and 5×5 windows with stride 1, by Winograd's algorithm; with stride 1 a convolution of dY with the flipped, transposed weights.</summary>
/// <remarks>dY carries a zero halo of at least <see cref="ConvGeometry.InputGradientHalo"/>; dX's halo is never written. Packed weights come from <see cref="PackWinogradInputGradient"/>.</remarks>
public sealed unsafe class WinogradInputGradient : Call
{
    private readonly ConvAlgorithm algorithm;
    private readonly KernelVariant variant;
    private readonly WinogradPass pass;

    /// <summary>Precomputes everything for one layer of a plan.</summary>
    /// <param name="node">Name of the layer.</param>
    /// <param name="g">Sizes of the forward convolution; a window that the algorithm is for; stride, dilation and groups 1.</param>
    /// <param name="algorithm">Any but Direct.</param>
    /// <param name="dy">Gradient of the output, with halo.</param>
    /// <param name="dx">Gradient of the input.</param>
    /// <param name="packed">Transformed weights.</param>
    /// <param name="scratch">Working memory of <see cref="ScratchLength"/> floats, free again after the call.</param>
    /// <param name="workers">Workers that scratch was measured for; more of them would idle.</param>
    /// <param name="accumulate">Add to what dX holds.</param>
    /// <param name="variant">Kernel variant: Auto, Avx2 or Avx512.</param>
    /// <exception cref="ArgumentException">Sizes, halos or variant do not fit.</exception>
    /// <exception cref="PlatformNotSupportedException">The variant does not run here.</exception>
    public WinogradInputGradient(string node, in ConvGeometry g, ConvAlgorithm algorithm, Maps dy, Maps dx, FloatBlock packed, FloatBlock scratch,
        int workers, bool accumulate = false, KernelVariant variant = KernelVariant.Auto)
        : base($"{node}.input.grad conv2d-{WinogradForm.Of(algorithm)} {g.InH}×{g.InW}×{g.InC}{(accumulate ? " +=" : "")}",
            ConvWork.Of(in g, algorithm).And(accumulate ? dx : default))
    {
        WinogradChoice.Check(node, in g, algorithm);
        ConvCheck.Input(node, in g, in dx, needsHalo: false);
        ConvCheck.Output(node, in g, in dy, needsHalo: true);
        ConvCheck.SameBatch(node, in dx, in dy);
        ConvCheck.Floats(node, "panels", in packed, PackWinogradInputGradient.Length(in g, algorithm));
        ConvCheck.Floats(node, "scratch", in scratch, ScratchLength(in g, algorithm, workers));
        this.algorithm = algorithm;
        this.variant = WinogradChoice.Resolve(node, variant);
        WinogradTiles tiles = WinogradTiles.Back(in g, algorithm);
        pass = new WinogradPass(in tiles, in dy, in dx, packed.Pointer, scratch.Pointer, workers, accumulate, Clamp.None);
    }

    /// <summary>Floats of scratch for a number of workers.</summary>
    public static long ScratchLength(in ConvGeometry g, ConvAlgorithm algorithm, int workers)
    {
        WinogradTiles tiles = WinogradTiles.Back(in g, algorithm);
        return WinogradPass.ScratchLength(in tiles, workers);
    }

    /// <inheritdoc/>
    public override int MostParts(int batch) => pass.Blocks(batch);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (variant == KernelVariant.Avx512) Run<MicroKernelAvx512>(in step);
        else Run<MicroKernelAvx2>(in step);
    }

    private void Run<TKernel>(in Step step)
        where TKernel : struct, IMicroKernel
    {
        if (algorithm == ConvAlgorithm.F4) pass.Run<WinogradF4, TKernel>(in step);
        else if (algorithm == ConvAlgorithm.F3Window5) pass.Run<WinogradF3Window5, TKernel>(in step);
        else if (algorithm == ConvAlgorithm.F4Stride2) pass.Run<WinogradF4Stride2Back, TKernel>(in step);
        else pass.Run<WinogradF2, TKernel>(in step);
    }
}
