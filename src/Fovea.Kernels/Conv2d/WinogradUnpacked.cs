namespace Fovea.Kernels;

/// <summary>
/// A convolution or an input gradient by Winograd's algorithm that reads the weights as they are, for few tiles and many channels in training:
/// see <see cref="Fits"/>. Two calls, to be run in order.
/// </summary>
/// <remarks>Halos as for <see cref="WinogradForward"/> and <see cref="WinogradInputGradient"/>. Long sums go in pieces of 256 channels.</remarks>
public sealed unsafe class WinogradUnpacked : Call
{
    private readonly ConvAlgorithm algorithm;
    private readonly KernelVariant variant;
    private readonly WinogradFew few;
    private readonly bool second;

    private WinogradUnpacked(string name, Work work, ConvAlgorithm algorithm, KernelVariant variant, WinogradFew few, bool second)
        : base(name, work)
    {
        this.algorithm = algorithm;
        this.variant = variant;
        this.few = few;
        this.second = second;
    }

    /// <summary>Whether a layer whose weights change with every step is faster this way: at most 144 tiles in the largest batch, at least 128 channels on both sides.</summary>
    public static bool Fits(in ConvGeometry g, ConvAlgorithm algorithm, int n)
        => algorithm != ConvAlgorithm.Direct && WinogradFew.Fits(in g, WinogradForm.Of(algorithm), n);

    /// <summary>Floats of scratch for at most n images and a number of workers; the same for both directions.</summary>
    public static long ScratchLength(in ConvGeometry g, ConvAlgorithm algorithm, int n, int workers)
    {
        ConvGeometry dual = ConvPasses.Dual(in g);
        WinogradForm form = WinogradForm.Of(algorithm);
        return Math.Max(WinogradFew.ScratchLength(in g, form, n, workers), WinogradFew.ScratchLength(in dual, form, n, workers));
    }

    /// <summary>y = x ∗ w + bias.</summary>
    /// <exception cref="ArgumentException">Sizes, halos or variant do not fit.</exception>
    public static Call[] Forward(string node, in ConvGeometry g, ConvAlgorithm algorithm, Maps x, Maps y, FloatBlock w, FloatBlock bias, FloatBlock scratch,
        int workers, Clamp clamp = Clamp.None, KernelVariant variant = KernelVariant.Auto)
    {
        WinogradChoice.Check(node, in g, algorithm);
        ConvCheck.Input(node, in g, in x);
        ConvCheck.Output(node, in g, in y);
        Check(node, in g, algorithm, in x, in y, w, scratch, workers);
        if (bias.Exists) ConvCheck.Floats(node, "bias", in bias, g.OutC);
        WinogradFew few = new(in g, WinogradForm.Of(algorithm), in x, in y, w.Pointer, bias.Pointer, false, scratch.Pointer, workers, false, clamp);
        return Calls($"{node} conv2d-{WinogradForm.Of(algorithm)}", $"{g.OutH}×{g.OutW}×{g.OutC}{clamp.Suffix()}", ConvWork.Of(in g, algorithm), Work.Over(x),
            algorithm, WinogradChoice.Resolve(node, variant), few);
    }

    /// <summary>dX from dY.</summary>
    /// <exception cref="ArgumentException">Sizes, halos or variant do not fit.</exception>
    public static Call[] InputGradient(string node, in ConvGeometry g, ConvAlgorithm algorithm, Maps dy, Maps dx, FloatBlock w, FloatBlock scratch,
        int workers, bool accumulate = false, KernelVariant variant = KernelVariant.Auto)
    {
        WinogradChoice.Check(node, in g, algorithm);
        ConvCheck.Input(node, in g, in dx, needsHalo: false);
        ConvCheck.Output(node, in g, in dy, needsHalo: true);
        Check(node, in g, algorithm, in dx, in dy, w, scratch, workers);
        ConvGeometry dual = ConvPasses.Dual(in g);
        WinogradFew few = new(in dual, WinogradForm.Of(algorithm), in dy, in dx, w.Pointer, null, true, scratch.Pointer, workers, accumulate, Clamp.None);
        return Calls($"{node}.input.grad conv2d-{WinogradForm.Of(algorithm)}", $"{g.InH}×{g.InW}×{g.InC}{(accumulate ? " +=" : "")}",
            ConvWork.Of(in g, algorithm).And(accumulate ? dx : default), Work.Over(dy), algorithm, WinogradChoice.Resolve(node, variant), few);
    }

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (algorithm == ConvAlgorithm.F4) Run<WinogradF4>(in step);
        else if (algorithm == ConvAlgorithm.F3Window5) Run<WinogradF3Window5>(in step);
        else Run<WinogradF2>(in step);
    }

    private static void Check(string node, in ConvGeometry g, ConvAlgorithm algorithm, in Maps x, in Maps y, FloatBlock w, FloatBlock scratch, int workers)
    {
        ConvCheck.SameBatch(node, in x, in y);
        ConvCheck.Floats(node, "weights", in w, g.Weights);
        ConvCheck.Floats(node, "scratch", in scratch, ScratchLength(in g, algorithm, x.N, workers));
        if (!WinogradFew.Fits(in g, WinogradForm.Of(algorithm), x.N)) throw new ArgumentException($"{node}: {x.N} images have too many tiles for unpacked weights");
    }

    private static Call[] Calls(string name, string size, Work work, Work transform, ConvAlgorithm algorithm, KernelVariant variant, WinogradFew few) =>
    [
        new WinogradUnpacked($"{name}-tiles {size}", transform, algorithm, variant, few, false),
        new WinogradUnpacked($"{name} {size}", work, algorithm, variant, few, true),
    ];

    private void Run<TTransform>(in Step step)
        where TTransform : struct, IWinogradTransform
    {
        if (variant == KernelVariant.Avx512) Run<TTransform, MicroKernelAvx512>(in step);
        else Run<TTransform, MicroKernelAvx2>(in step);
    }

    private void Run<TTransform, TKernel>(in Step step)
        where TTransform : struct, IWinogradTransform
        where TKernel : struct, IMicroKernel
    {
        if (second) few.Multiply<TTransform, TKernel>(in step);
        else few.Transform<TTransform, TKernel>(in step);
    }
}
