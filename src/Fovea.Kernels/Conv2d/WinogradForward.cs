namespace Fovea.Kernels;

/// <summary>y = x ∗ w + bias for 3×3 windows with stride 1 or 2 and 5×5 windows with stride 1, by Winograd's algorithm.</summary>
/// <remarks>
/// Rounds differently from <see cref="ConvForward"/>: with F4, twice the error: 1.6·10⁻⁶ of the values in the L2 norm at 256 channels, growing with their root. x carries a zero halo of at least
/// <see cref="ConvGeometry.InputHalo"/>; y's halo is never written. Packed weights come from <see cref="PackWinogradForward"/>.
/// </remarks>
public sealed unsafe class WinogradForward : Call
{
    private readonly ConvAlgorithm algorithm;
    private readonly KernelVariant variant;
    private readonly WinogradPass pass;

    /// <summary>Precomputes everything for one layer of a plan.</summary>
    /// <param name="node">Name of the layer.</param>
    /// <param name="g">Sizes; a window that the algorithm is for; stride, dilation and groups 1.</param>
    /// <param name="algorithm">Any but Direct.</param>
    /// <param name="x">Input with halo.</param>
    /// <param name="y">Output.</param>
    /// <param name="packed">Transformed weights and bias.</param>
    /// <param name="scratch">Working memory of <see cref="ScratchLength"/> floats, free again after the call.</param>
    /// <param name="workers">Workers that scratch was measured for; more of them would idle.</param>
    /// <param name="clamp">What happens to the result at the end.</param>
    /// <param name="accumulate">Add to what y holds, before the clamp.</param>
    /// <param name="variant">Kernel variant: Auto, Avx2 or Avx512.</param>
    /// <exception cref="ArgumentException">Sizes, halos or variant do not fit.</exception>
    /// <exception cref="PlatformNotSupportedException">The variant does not run here.</exception>
    public WinogradForward(string node, in ConvGeometry g, ConvAlgorithm algorithm, Maps x, Maps y, FloatBlock packed, FloatBlock scratch, int workers,
        Clamp clamp = Clamp.None, bool accumulate = false, KernelVariant variant = KernelVariant.Auto)
        : base($"{node} conv2d-{WinogradForm.Of(algorithm)} {g.OutH}×{g.OutW}×{g.OutC}{(accumulate ? " +=" : "")}{clamp.Suffix()}",
            ConvWork.Of(in g, algorithm).And(accumulate ? y : default))
    {
        WinogradChoice.Check(node, in g, algorithm);
        ConvCheck.Input(node, in g, in x);
        ConvCheck.Output(node, in g, in y);
        ConvCheck.SameBatch(node, in x, in y);
        ConvCheck.Floats(node, "panels", in packed, PackWinogradForward.Length(in g, algorithm));
        ConvCheck.Floats(node, "scratch", in scratch, ScratchLength(in g, algorithm, workers));
        this.algorithm = algorithm;
        this.variant = WinogradChoice.Resolve(node, variant);
        WinogradTiles tiles = WinogradTiles.Of(in g, WinogradForm.Of(algorithm));
        pass = new WinogradPass(in tiles, in x, in y, packed.Pointer, scratch.Pointer, workers, accumulate, clamp);
    }

    /// <summary>Floats of scratch for a number of workers.</summary>
    public static long ScratchLength(in ConvGeometry g, ConvAlgorithm algorithm, int workers)
    {
        WinogradTiles tiles = WinogradTiles.Of(in g, WinogradForm.Of(algorithm));
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
        else if (algorithm == ConvAlgorithm.F4Stride2) pass.Run<WinogradF4Stride2, TKernel>(in step);
        else pass.Run<WinogradF2, TKernel>(in step);
    }
}
