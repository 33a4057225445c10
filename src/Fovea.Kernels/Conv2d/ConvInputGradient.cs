namespace Fovea.Kernels;

/// <summary>dX from dY: a convolution of dY with the transposed weights, one pass per stride phase.</summary>
/// <remarks>
/// dY carries a zero halo of at least <see cref="ConvGeometry.InputGradientHalo"/>; dX's halo is never written. The panels come from
/// <see cref="PackConvInputGradient"/>.
/// </remarks>
public sealed unsafe class ConvInputGradient : Call
{
    private readonly KernelVariant variant;
    private readonly TapPass[] passes;
    private readonly DepthwisePass[] depthwise;

    /// <summary>Precomputes everything for one layer of a plan.</summary>
    /// <param name="node">Name of the layer.</param>
    /// <param name="g">Sizes of the forward convolution.</param>
    /// <param name="dy">Gradient of the output, with halo.</param>
    /// <param name="dx">Gradient of the input.</param>
    /// <param name="panels">Packed transposed weights.</param>
    /// <param name="accumulate">Add to what dX holds.</param>
    /// <param name="variant">Kernel variant.</param>
    /// <exception cref="ArgumentException">Sizes or halos do not fit.</exception>
    /// <exception cref="PlatformNotSupportedException">The variant does not run here.</exception>
    public ConvInputGradient(string node, in ConvGeometry g, Maps dy, Maps dx, FloatBlock panels, bool accumulate = false,
        KernelVariant variant = KernelVariant.Auto)
        : base($"{node}.input.grad conv2d-{(g.IsDepthwise ? "depthwise" : "direct")} {g.InH}×{g.InW}×{g.InC}{(accumulate ? " +=" : "")}",
            ConvWork.Of(in g, ConvAlgorithm.Direct).And(accumulate ? dx : default))
    {
        ConvCheck.Input(node, in g, in dx, needsHalo: false);
        ConvCheck.Output(node, in g, in dy, needsHalo: true);
        ConvCheck.SameBatch(node, in dx, in dy);
        ConvCheck.Floats(node, "panels", in panels, PackConvInputGradient.Length(in g));
        this.variant = KernelTable.Resolve(variant);
        depthwise = [];
        if (g.StrideH == 1 && g.StrideW == 1 && !g.IsDepthwise)
        {
            ConvGeometry dual = ConvPasses.Dual(in g);
            passes = ConvPasses.Build(in dual, in dy, in dx, panels.Pointer, accumulate, Clamp.None);
            return;
        }
        float* panel = panels.Pointer;
        List<TapPass> passList = [];
        List<DepthwisePass> depthwiseList = [];
        foreach (ConvTaps.Phase phase in ConvTaps.Phases(in g))
        {
            PixelGrid grid = new(phase.Rows, phase.Cols, dy.ImageStride, dy.RowStride, g.OutC,
                dx.ImageStride, g.StrideH * dx.RowStride, (nint)g.StrideW * g.InC);
            float* to = dx.Origin + phase.FirstH * dx.RowStride + (nint)phase.FirstW * g.InC;
            if (g.IsDepthwise)
            {
                depthwiseList.Add(DepthwisePass.InputGradient(in g, in phase, in grid, dy.Origin, dy.RowStride, to, panel, accumulate));
                continue;
            }
            TapRuns runs = ConvTaps.PhaseRuns(in g, in phase, dy.RowStride);
            PanelLayout layout = new(phase.Taps.Length * g.GroupOutC, g.GroupInC);
            for (int group = 0; group < g.Groups; group++, panel += layout.Length)
                if (!accumulate || phase.Taps.Length > 0)
                    passList.Add(new TapPass(in grid, dy.N, dy.Origin + group * g.GroupOutC, to + group * g.GroupInC, panel, layout, runs, accumulate, Clamp.None, g.OutC,
                        group == 0 ? ConvTaps.FreshLines(in g, in phase, dy.RowStride) : []));
        }
        passes = [.. passList];
        depthwise = [.. depthwiseList];
    }

    /// <inheritdoc/>
    public override int MostParts(int batch) => TapPass.MostParts(passes, batch);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        foreach (DepthwisePass pass in depthwise) pass.Run(in step, variant);
        foreach (TapPass pass in passes)
        {
            if (variant == KernelVariant.Avx512) pass.Run<MicroKernelAvx512>(in step);
            else if (variant == KernelVariant.Avx2) pass.Run<MicroKernelAvx2>(in step);
            else if (variant == KernelVariant.Vector128) pass.Run<MicroKernelVector128>(in step);
            else pass.Run<MicroKernelReference>(in step);
        }
    }
}
