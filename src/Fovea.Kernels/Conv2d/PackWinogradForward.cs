namespace Fovea.Kernels;

/// <summary>Transforms weights [r][r][InC][OutC] and copies the bias, for <see cref="WinogradForward"/>: once per training step, once per inference plan.</summary>
public sealed unsafe class PackWinogradForward : Call
{
    private readonly ConvGeometry g;
    private readonly ConvAlgorithm algorithm;
    private readonly float* w;
    private readonly float* bias;
    private readonly float* packed;

    /// <summary>Packs <paramref name="w"/> and <paramref name="bias"/> (default: zero) into <see cref="Length"/> floats at <paramref name="packed"/>.</summary>
    public PackWinogradForward(string node, in ConvGeometry g, ConvAlgorithm algorithm, FloatBlock w, FloatBlock bias, FloatBlock packed)
        : base($"{node} pack {WinogradForm.Of(algorithm)} {g.InC}×{g.OutC}",
            Work.Floats(g.Weights + Length(in g, algorithm)))
    {
        WinogradChoice.Check(node, in g, algorithm);
        ConvCheck.Floats(node, "weights", in w, g.Weights);
        ConvCheck.Floats(node, "panels", in packed, Length(in g, algorithm));
        if (bias.Exists) ConvCheck.Floats(node, "bias", in bias, g.OutC);
        this.g = g;
        this.algorithm = algorithm;
        this.w = w.Pointer;
        this.bias = bias.Pointer;
        this.packed = packed.Pointer;
    }

    /// <summary>Floats of the packed weights.</summary>
    public static long Length(in ConvGeometry g, ConvAlgorithm algorithm) => WinogradPanels.Length(g.InC, g.OutC, WinogradForm.Of(algorithm).MatrixCount);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (algorithm == ConvAlgorithm.F4) WinogradPanels.Pack<WinogradF4>(in step, g.InC, g.OutC, w, bias, packed, transpose: false);
        else if (algorithm == ConvAlgorithm.F3Window5) WinogradPanels.Pack<WinogradF3Window5>(in step, g.InC, g.OutC, w, bias, packed, transpose: false);
        else if (algorithm == ConvAlgorithm.F4Stride2) WinogradPanels.Pack<WinogradF4Stride2>(in step, g.InC, g.OutC, w, bias, packed, transpose: false);
        else WinogradPanels.Pack<WinogradF2>(in step, g.InC, g.OutC, w, bias, packed, transpose: false);
    }
}
