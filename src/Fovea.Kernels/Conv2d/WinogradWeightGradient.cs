namespace Fovea.Kernels;

/// <summary>dW, and dB on request, from x and dY for 3×3 windows with stride 1 or 2 and 5×5 windows with stride 1, by Winograd's algorithm. A layer's two calls come from <see cref="Calls"/>.</summary>
/// <remarks>x carries a zero halo of at least <see cref="ConvGeometry.InputHalo"/>; dY needs none. dW is [3][3][InC][OutC].</remarks>
public sealed class WinogradWeightGradient : Call
{
    private readonly ConvAlgorithm algorithm;
    private readonly KernelVariant variant;
    private readonly WinogradWeightPass? many;
    private readonly WinogradWeightFew? few;
    private readonly bool second;

    private WinogradWeightGradient(string name, Work work, ConvAlgorithm algorithm, KernelVariant variant, WinogradWeightPass? many, WinogradWeightFew? few, bool second)
        : base(name, work)
    {
        this.algorithm = algorithm;
        this.variant = variant;
        this.many = many;
        this.few = few;
        this.second = second;
    }

    /// <summary>The calls that compute dW for one layer of a plan, to be run in order.</summary>
    /// <param name="node">Name of the layer.</param>
    /// <param name="g">Sizes of the forward convolution; a window that the algorithm is for; stride, dilation and groups 1.</param>
    /// <param name="algorithm">Any but Direct.</param>
    /// <param name="x">Input with halo.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="dw">Gradient of the weights; overwritten.</param>
    /// <param name="db">Gradient of the bias; overwritten; default when not wanted.</param>
    /// <param name="scratch">Working memory of <see cref="ScratchLength"/> floats, free again after the last call.</param>
    /// <param name="workers">Workers that scratch was measured for; more of them would idle.</param>
    /// <param name="variant">Kernel variant: Auto, Avx2 or Avx512.</param>
    /// <exception cref="ArgumentException">Sizes, halos or variant do not fit.</exception>
    /// <exception cref="PlatformNotSupportedException">The variant does not run here.</exception>
    public static unsafe Call[] Calls(string node, in ConvGeometry g, ConvAlgorithm algorithm, Maps x, Maps dy, FloatBlock dw, FloatBlock db,
        FloatBlock scratch, int workers, KernelVariant variant = KernelVariant.Auto)
    {
        WinogradChoice.Check(node, in g, algorithm);
        ConvCheck.Input(node, in g, in x);
        ConvCheck.Output(node, in g, in dy);
        ConvCheck.SameBatch(node, in x, in dy);
        ConvCheck.Floats(node, "weight gradient", in dw, g.Weights);
        ConvCheck.Floats(node, "scratch", in scratch, ScratchLength(in g, algorithm, x.N, workers));
        if (db.Exists) ConvCheck.Floats(node, "bias gradient", in db, g.OutC);
        variant = WinogradChoice.Resolve(node, variant);
        WinogradForm form = WinogradForm.Of(algorithm);
        int tileRows = variant == KernelVariant.Avx512 ? MicroKernelAvx512.OuterRows : MicroKernelAvx2.OuterRows;
        string size = $"{g.KernelH}×{g.KernelW}×{g.InC}×{g.OutC}", name = $"{node}.weight.grad conv2d-{form}";
        if (WinogradWeightFew.Fits(in g, form, x.N))
        {
            WinogradWeightFew few = new(in g, form, in x, in dy, dw.Pointer, db.Pointer, scratch.Pointer, tileRows);
            return
            [
                new WinogradWeightGradient($"{name}-tiles {size}", Work.Over(x, dy), algorithm, variant, null, few, false),
                new WinogradWeightGradient($"{name} {size}", ConvWork.Of(in g, algorithm), algorithm, variant, null, few, true),
            ];
        }
        WinogradWeightPass many = new(in g, form, in x, in dy, dw.Pointer, db.Pointer, scratch.Pointer, workers, tileRows);
        return
        [
            new WinogradWeightGradient($"{name} {size}", ConvWork.Of(in g, algorithm), algorithm, variant, many, null, false),
            new WinogradWeightGradient($"{name}-sum {size}", ConvWork.Sum(in g), algorithm, variant, many, null, true),
        ];
    }

    /// <summary>Floats of scratch that <see cref="Calls"/> needs for at most <paramref name="n"/> images and a number of workers.</summary>
    public static long ScratchLength(in ConvGeometry g, ConvAlgorithm algorithm, int n, int workers)
        => WinogradWeightFew.Fits(in g, WinogradForm.Of(algorithm), n)
            ? WinogradWeightFew.ScratchLength(in g, WinogradForm.Of(algorithm), n)
            : WinogradWeightPass.ScratchLength(in g, WinogradForm.Of(algorithm), n, workers);

    /// <inheritdoc/>
    public override int MostParts(int batch) => many is null || second ? base.MostParts(batch) : many.MostParts;

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (algorithm == ConvAlgorithm.F4) Run<WinogradF4>(in step);
        else if (algorithm == ConvAlgorithm.F3Window5) Run<WinogradF3Window5>(in step);
        else if (algorithm == ConvAlgorithm.F4Stride2) Run<WinogradF4Stride2>(in step);
        else Run<WinogradF2>(in step);
    }

    private void Run<TTransform>(in Step step)
        where TTransform : struct, IWinogradGradient
    {
        if (variant == KernelVariant.Avx512) Run<TTransform, MicroKernelAvx512>(in step);
        else Run<TTransform, MicroKernelAvx2>(in step);
    }

    private void Run<TTransform, TKernel>(in Step step)
        where TTransform : struct, IWinogradGradient
        where TKernel : struct, IMicroKernel
    {
        if (few is not null)
        {
            if (second) few.Multiply<TTransform, TKernel>(in step);
            else few.Transform<TTransform, TKernel>(in step);
        }
        else if (second) many!.Reduce<TTransform>(in step);
        else many!.Run<TTransform, TKernel>(in step);
    }
}
