namespace Fovea.Kernels;

/// <summary>Copies weights [KernelH][KernelW][InC/Groups][OutC], transposed and in the order of dY's pixels, into the panels that <see cref="ConvInputGradient"/> reads.</summary>
/// <remarks>Row 0 of a panel, the place of the bias, is zero. A depthwise convolution's panels are [taps][C] as they are.</remarks>
public sealed unsafe class PackConvInputGradient : Call
{
    private readonly ConvGeometry g;
    private readonly ConvTaps.Phase[] phases;
    private readonly float* w;
    private readonly float* panels;

    /// <summary>Packs <paramref name="w"/> into <see cref="Length"/> floats at <paramref name="panels"/>.</summary>
    public PackConvInputGradient(string node, in ConvGeometry g, FloatBlock w, FloatBlock panels)
        : base($"{node}.input.grad pack {g.KernelH}×{g.KernelW}×{g.GroupInC}×{g.OutC}",
            Work.Floats(g.Weights + Length(in g)))
    {
        this.g = g;
        ConvCheck.Floats(node, "weights", in w, g.Weights);
        ConvCheck.Floats(node, "panels", in panels, Length(in g));
        this.w = w.Pointer;
        this.panels = panels.Pointer;
        phases = [.. ConvTaps.Phases(in g)];
    }

    /// <summary>Floats of the panels.</summary>
    public static long Length(in ConvGeometry g)
    {
        if (g.IsDepthwise) return (long)(g.KernelH * g.KernelW + 1) * g.OutC;
        long sum = 0;
        foreach (ConvTaps.Phase phase in ConvTaps.Phases(in g)) sum += g.Groups * new PanelLayout(phase.Taps.Length * g.GroupOutC, g.GroupInC).Length;
        return sum;
    }

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (g.IsDepthwise)
        {
            (int a, int b) = step.Share(g.KernelH * g.KernelW + 1);
            for (int row = a; row < b; row++)
                Panel.CopyRow(row == 0 ? null : w + (nint)(row - 1) * g.OutC, panels + (nint)row * g.OutC, g.OutC, g.OutC);
            return;
        }
        float* start = panels;
        foreach (ConvTaps.Phase phase in phases)
        {
            PanelLayout layout = new(phase.Taps.Length * g.GroupOutC, g.GroupInC);
            int pieces = phase.Taps.Length + 1;
            (int first, int last) = step.Share(g.Groups * layout.Count * pieces);
            for (int unit = first; unit < last; unit++)
            {
                int piece = unit % pieces, panel = unit / pieces % layout.Count, group = unit / pieces / layout.Count;
                int width = layout.Width(panel), lanes = layout.Lanes(panel);
                float* to = start + group * layout.Length + panel * layout.Stride;
                if (piece == 0)
                {
                    new Span<float>(to, width).Clear();
                    continue;
                }
                ConvTaps.PhaseTap tap = phase.Taps[piece - 1];
                float* from = w + ((nint)(tap.U * g.KernelW + tap.V) * g.GroupInC + panel * 16) * g.OutC + group * g.GroupOutC;
                Panel.Transpose(from, g.OutC, to + ((nint)(piece - 1) * g.GroupOutC + 1) * width, g.GroupOutC, lanes, width);
            }
            start += g.Groups * layout.Length;
        }
    }
}
