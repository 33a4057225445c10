namespace Fovea.Kernels;

/// <summary>Transforms weights [r][r][InC][OutC], flipped and transposed, for <see cref="WinogradInputGradient"/>: once per training step.</summary>
public sealed unsafe class PackWinogradInputGradient : Call
{
    private readonly ConvGeometry g;
    private readonly ConvAlgorithm algorithm;
    private readonly float* w;
    private readonly float* packed;

    /// <summary>Packs <paramref name="w"/> into <see cref="Length"/> floats at <paramref name="packed"/>.</summary>
    public PackWinogradInputGradient(string node, in ConvGeometry g, ConvAlgorithm algorithm, FloatBlock w, FloatBlock packed)
        : base($"{node}.input.grad pack {WinogradForm.Of(algorithm)} {g.InC}×{g.OutC}",
            Work.Floats(g.Weights + Length(in g, algorithm)))
    {
        WinogradChoice.Check(node, in g, algorithm);
        ConvCheck.Floats(node, "weights", in w, g.Weights);
        ConvCheck.Floats(node, "panels", in packed, Length(in g, algorithm));
        this.g = g;
        this.algorithm = algorithm;
        this.w = w.Pointer;
        this.packed = packed.Pointer;
    }

    /// <summary>Floats of the packed weights.</summary>
    public static long Length(in ConvGeometry g, ConvAlgorithm algorithm) => WinogradPanels.Length(g.OutC, g.InC, WinogradForm.Of(algorithm).MatrixCount);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (algorithm == ConvAlgorithm.F4) WinogradPanels.Pack<WinogradF4>(in step, g.OutC, g.InC, w, null, packed, transpose: true);
        else if (algorithm == ConvAlgorithm.F3Window5) WinogradPanels.Pack<WinogradF3Window5>(in step, g.OutC, g.InC, w, null, packed, transpose: true);
        else if (algorithm == ConvAlgorithm.F4Stride2) WinogradPanels.Pack<WinogradF4Stride2>(in step, g.OutC, g.InC, w, null, packed, transpose: true);
        else WinogradPanels.Pack<WinogradF2>(in step, g.OutC, g.InC, w, null, packed, transpose: true);
    }
}
