namespace Fovea.Kernels;

/// <summary>Copies weights [KernelH][KernelW][InC/Groups][OutC] and bias into the panels that <see cref="ConvForward"/> reads: once per training step, once per inference plan.</summary>
/// <remarks>A depthwise convolution's panels are [1 + taps][C]: the bias, then the weights.</remarks>
public sealed unsafe class PackConvForward : Call
{
    private readonly ConvGeometry g;
    private readonly PanelLayout layout;
    private readonly float* w;
    private readonly float* bias;
    private readonly float* panels;

    /// <summary>Packs <paramref name="w"/> and <paramref name="bias"/> (default: zero) into <see cref="Length"/> floats at <paramref name="panels"/>.</summary>
    public PackConvForward(string node, in ConvGeometry g, FloatBlock w, FloatBlock bias, FloatBlock panels)
        : base($"{node} pack {g.KernelH}×{g.KernelW}×{g.GroupInC}×{g.OutC}",
            Work.Floats(g.Weights + Length(in g)))
    {
        this.g = g;
        ConvCheck.Floats(node, "weights", in w, g.Weights);
        ConvCheck.Floats(node, "panels", in panels, Length(in g));
        if (bias.Exists) ConvCheck.Floats(node, "bias", in bias, g.OutC);
        this.w = w.Pointer;
        this.bias = bias.Pointer;
        this.panels = panels.Pointer;
        layout = new PanelLayout(g.KernelH * g.KernelW * g.GroupInC, g.GroupOutC);
    }

    /// <summary>Floats of the panels.</summary>
    public static long Length(in ConvGeometry g) => g.IsDepthwise
        ? (long)(g.KernelH * g.KernelW + 1) * g.OutC
        : g.Groups * new PanelLayout(g.KernelH * g.KernelW * g.GroupInC, g.GroupOutC).Length;

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (g.IsDepthwise)
        {
            (int a, int b) = step.Share(g.KernelH * g.KernelW + 1);
            for (int row = a; row < b; row++)
                Panel.CopyRow(row == 0 ? bias : w + (nint)(row - 1) * g.OutC, panels + (nint)row * g.OutC, g.OutC, g.OutC);
            return;
        }
        // A unit is a panel and a range of its rows, so that one wide panel is shared too.
        const int RowsPerUnit = 256;
        int pieces = (layout.K + RowsPerUnit) / RowsPerUnit;
        (int first, int last) = step.Share(g.Groups * layout.Count * pieces);
        for (int unit = first; unit < last; unit++)
        {
            int piece = unit % pieces, panel = unit / pieces % layout.Count, group = unit / pieces / layout.Count;
            int width = layout.Width(panel), lanes = layout.Lanes(panel);
            nint channel = group * g.GroupOutC + panel * 16;
            float* to = panels + group * layout.Length + panel * layout.Stride;
            for (int row = piece * RowsPerUnit; row < Math.Min(layout.K + 1, (piece + 1) * RowsPerUnit); row++)
                Panel.CopyRow(row > 0 ? w + (nint)(row - 1) * g.OutC + channel : bias is null ? null : bias + channel, to + (nint)row * width, lanes, width);
        }
    }
}
