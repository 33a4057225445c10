using Fovea.Kernels;

namespace Fovea;

/// <summary>The shape rule and the text of windowed pooling, shared by the maximum and the mean.</summary>
internal static class PoolRule
{
    public static PoolGeometry Geometry(Shape x, int h, int w, int sh, int sw, Padding padding, bool ceil, bool countPadding)
    {
        Sizes.Positive("window", h, w);
        Sizes.Positive("stride", sh, sw);
        var (top, bottom, left, right) = padding.For(h, w);
        return new PoolGeometry(x.Height, x.Width, x.Channels, h, w, sh, sw, top, bottom, left, right, ceil, countPadding);
    }

    public static Shape OutputShape(Shape x, PoolGeometry g, string op)
    {
        if (Math.Max(g.PadTop, g.PadBottom) * 2 > g.KernelH || Math.Max(g.PadLeft, g.PadRight) * 2 > g.KernelW)
            throw new DeclarationException($"{op} pads {g.PadTop},{g.PadBottom},{g.PadLeft},{g.PadRight} around a {g.KernelH}×{g.KernelW} window",
                "padding ≤ window / 2, so that no window lies outside the image");
        if (g.OutH < 1 || g.OutW < 1)
            throw new DeclarationException($"a {g.KernelH}×{g.KernelW} window does not fit input {x}{Sizes.Padded(g.PadTop + g.PadBottom, g.PadLeft + g.PadRight)}",
                "H + padding ≥ kernel", "drop a pooling layer before this one, or end with globalavgpool");
        return Shape.Image(g.OutH, g.OutW, x.Channels);
    }

    public static string Text(string stem, int h, int w, int sh, int sw, Padding padding, bool ceil)
        => stem + (h == w ? $" {h}" : $" {h}x{w}") + (sh == h && sw == w ? "" : sh == sw ? $" stride {sh}" : $" stride {sh}x{sw}")
            + (padding == Padding.Valid ? "" : $" pad {padding}") + (ceil ? " ceil" : "");
}
