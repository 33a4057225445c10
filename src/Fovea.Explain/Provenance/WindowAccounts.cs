using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>Numbers that are made of a window: convolutions and poolings.</summary>
internal static class WindowAccounts
{
    public static Account Conv(ProvenanceSite s, Conv2d op)
    {
        Node x = s.Node.Inputs[0];
        ConvGeometry g = op.Geometry(x.Shape);
        ReadOnlySpan<float> weight = s.Parameter("weight");
        int top = s.Row * g.StrideH - g.PadTop, left = s.Column * g.StrideW - g.PadLeft, first = s.Channel / g.GroupOutC * g.GroupInC;
        var channels = new ChannelProducts[g.GroupInC];
        for (int c = 0; c < channels.Length; c++)
        {
            var taps = new List<Tap>(g.KernelH * g.KernelW);
            for (int u = 0; u < g.KernelH; u++)
                for (int v = 0; v < g.KernelW; v++)
                {
                    int row = top + u * g.DilationH, column = left + v * g.DilationW;
                    if (row < 0 || row >= g.InH || column < 0 || column >= g.InW) continue;
                    taps.Add(new Tap(row, column, s.At(x, row, column, first + c), weight[((u * g.KernelW + v) * g.GroupInC + c) * g.OutC + s.Channel]));
                }
            channels[c] = new ChannelProducts(first + c, taps);
        }
        return new Account(AccountKind.Sum, "y[i,j,o] = b[o] + Σ_{u,v,c} x[i·s + u·d − pad, j·s + v·d − pad, c]·w[u,v,c,o]",
            [new InputWindow(x.Name, x.Shape, top, left, g.KernelH, g.KernelW, g.DilationH, g.DilationW, channels)])
        {
            Offset = op.Bias ? s.Parameter("bias")[s.Channel] : 0,
            OffsetName = op.Bias ? s.Named("bias") : "",
        };
    }

    public static Account Max(ProvenanceSite s, PoolGeometry g)
        => new(AccountKind.Maximum, "y[i,j,c] = max_{u,v} x[i·s + u − pad, j·s + v − pad, c] inside the image", [Pool(s, g, 1)]);

    public static Account Average(ProvenanceSite s, PoolGeometry g)
    {
        int top = s.Row * g.StrideH - g.PadTop, left = s.Column * g.StrideW - g.PadLeft;
        int count = g.CountPadding
            ? Math.Min(g.KernelH, g.InH + g.PadBottom - top) * Math.Min(g.KernelW, g.InW + g.PadRight - left)
            : Inside(top, g.KernelH, g.InH) * Inside(left, g.KernelW, g.InW);
        return new Account(AccountKind.Sum, $"y[i,j,c] = Σ_{{u,v}} x[i·s + u − pad, j·s + v − pad, c] / {count}", [Pool(s, g, 1.0 / count)]);
    }

    private static InputWindow Pool(ProvenanceSite s, PoolGeometry g, double weight)
    {
        Node x = s.Node.Inputs[0];
        int top = s.Row * g.StrideH - g.PadTop, left = s.Column * g.StrideW - g.PadLeft;
        var taps = new List<Tap>();
        for (int u = 0, row = top; u < g.KernelH; u++, row += g.DilationH)
            for (int v = 0, column = left; v < g.KernelW; v++, column += g.DilationW)
                if (row >= 0 && row < g.InH && column >= 0 && column < g.InW) taps.Add(new Tap(row, column, s.At(x, row, column, s.Channel), weight));
        return new InputWindow(x.Name, x.Shape, top, left, g.KernelH, g.KernelW, g.DilationH, g.DilationW, [new ChannelProducts(s.Channel, taps)]);
    }

    private static int Inside(int first, int taps, int size) => Math.Min(first + taps, size) - Math.Max(first, 0);
}
