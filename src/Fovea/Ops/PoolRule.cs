using Fovea.Kernels;

namespace Fovea;

/// <summary>The shape rule and the text of windowed pooling, shared by the maximum and the mean.</summary>
internal static class PoolRule
{
    public static PoolGeometry Geometry(Shape x, int h, int w, int sh, int sw, Padding padding, bool ceil, bool countPadding, int dh = 1, int dw = 1)
    {
        Sizes.Positive("window", h, w);
        Sizes.Positive("stride", sh, sw);
        Sizes.Positive("dilation", dh, dw);
        var (top, bottom, left, right) = padding.For(dh * (h - 1) + 1, dw * (w - 1) + 1);
        return new PoolGeometry(x.Height, x.Width, x.Channels, h, w, sh, sw, top, bottom, left, right, ceil, countPadding, dh, dw);
    }

    public static Shape OutputShape(Shape x, PoolGeometry g, string op)
    {
        if (Math.Max(g.PadTop, g.PadBottom) >= g.SpanH || Math.Max(g.PadLeft, g.PadRight) >= g.SpanW)
            throw new DeclarationException($"{op} pads {g.PadTop},{g.PadBottom},{g.PadLeft},{g.PadRight} around a {g.SpanH}×{g.SpanW} window",
                "padding < window, so that no window lies outside the image");
        if (g.OutH < 1 || g.OutW < 1)
            throw new DeclarationException($"a {g.SpanH}×{g.SpanW} window does not fit input {x}{Sizes.Padded(g.PadTop + g.PadBottom, g.PadLeft + g.PadRight)}",
                g is { DilationH: 1, DilationW: 1 } ? "H + padding ≥ kernel" : "H + padding ≥ dilation·(kernel − 1) + 1", "drop a pooling layer before this one, or end with globalavgpool");
        if (!g.EveryWindowReads)
            throw new DeclarationException($"a {g.KernelH}×{g.KernelW} window with dilation {g.DilationH}×{g.DilationW} has no tap on input {x}"
                + Sizes.Padded(g.PadTop + g.PadBottom, g.PadLeft + g.PadRight), "every window reads a pixel of the image", "use a smaller dilation");
        return Shape.Image(g.OutH, g.OutW, x.Channels);
    }

    public static string Text(string stem, int h, int w, int sh, int sw, Padding padding, bool ceil)
        => stem + (h == w ? $" {h}" : $" {h}x{w}") + (sh == h && sw == w ? "" : sh == sw ? $" stride {sh}" : $" stride {sh}x{sw}")
            + (padding == Padding.Valid ? "" : $" pad {padding}") + (ceil ? " ceil" : "");
}
