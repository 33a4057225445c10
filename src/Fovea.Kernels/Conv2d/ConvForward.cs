namespace Fovea.Kernels;

/// <summary>y = x ∗ w + bias, directly: no patch matrix, no border checks, every sum in registers.</summary>
/// <remarks>
/// x carries a zero halo of at least <see cref="ConvGeometry.InputHalo"/>; y may carry a halo, which is never written. The panels come from
/// <see cref="PackConvForward"/>. Dense layers are <see cref="ConvGeometry.Dense"/> and <see cref="ConvGeometry.DenseOverMaps"/>.
/// </remarks>
public sealed unsafe class ConvForward : Call
{
    private readonly KernelVariant variant;
    private readonly TapPass[] passes;
    private readonly DepthwisePass? depthwise;

    /// <summary>Precomputes everything for one layer of a plan.</summary>
    /// <param name="node">Name of the layer.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="x">Input with halo.</param>
    /// <param name="y">Output.</param>
    /// <param name="panels">Packed weights and bias.</param>
    /// <param name="clamp">What happens to the result at the end.</param>
    /// <param name="accumulate">Add to what y holds, before the clamp: a residual connection.</param>
    /// <param name="variant">Kernel variant.</param>
    /// <exception cref="ArgumentException">Sizes or halos do not fit.</exception>
    /// <exception cref="PlatformNotSupportedException">The variant does not run here.</exception>
    public ConvForward(string node, in ConvGeometry g, Maps x, Maps y, FloatBlock panels, Clamp clamp = Clamp.None, bool accumulate = false,
        KernelVariant variant = KernelVariant.Auto)
        : base($"{node} conv2d-{(g.IsDepthwise ? "depthwise" : "direct")} {g.OutH}×{g.OutW}×{g.OutC}{(accumulate ? " +=" : "")}{clamp.Suffix()}",
            ConvWork.Of(in g, ConvAlgorithm.Direct).And(accumulate ? y : default))
    {
        ConvCheck.Input(node, in g, in x);
        ConvCheck.Output(node, in g, in y);
        ConvCheck.SameBatch(node, in x, in y);
        ConvCheck.Floats(node, "panels", in panels, PackConvForward.Length(in g));
        this.variant = KernelTable.Resolve(variant);
        passes = g.IsDepthwise ? [] : ConvPasses.Build(in g, in x, in y, panels.Pointer, accumulate, clamp);
        if (g.IsDepthwise) depthwise = DepthwisePass.Forward(in g, in x, in y, panels.Pointer, accumulate, clamp);
    }

    /// <inheritdoc/>
    public override int MostParts(int batch) => TapPass.MostParts(passes, batch);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        depthwise?.Run(in step, variant);
        foreach (TapPass pass in passes)
        {
            if (variant == KernelVariant.Avx512) pass.Run<MicroKernelAvx512>(in step);
            else if (variant == KernelVariant.Avx2) pass.Run<MicroKernelAvx2>(in step);
            else if (variant == KernelVariant.Vector128) pass.Run<MicroKernelVector128>(in step);
            else pass.Run<MicroKernelReference>(in step);
        }
    }
}
