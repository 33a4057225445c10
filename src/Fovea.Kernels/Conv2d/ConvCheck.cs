using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Fovea.Kernels;

/// <summary>Checks at the door of the convolution calls: sizes and halos, once, when a plan is made.</summary>
internal static class ConvCheck
{
    public static void Input(string node, in ConvGeometry g, in Maps x, bool needsHalo = true)
    {
        Geometry(node, in g);
        Size(node, "input", in x, g.InH, g.InW, g.InC);
        if (needsHalo) HaloCovers(node, "input", in x, g.InputHalo);
    }

    public static void Output(string node, in ConvGeometry g, in Maps y, bool needsHalo = false)
    {
        Size(node, "output", in y, g.OutH, g.OutW, g.OutC);
        if (needsHalo) HaloCovers(node, "output gradient", in y, g.InputGradientHalo);
    }

    public static void SameBatch(string node, in Maps x, in Maps y)
    {
        if (x.N != y.N) Throw($"{node}: input holds {x.N} images, output {y.N}");
    }

    public static void Floats(string node, string what, in FloatBlock block, long needed)
    {
        if (block.Length < needed || !block.Exists && needed > 0) Throw($"{node}: {what} holds {block.Length} floats, the kernel needs {needed}");
    }

    private static void Geometry(string node, in ConvGeometry g)
    {
        if (g.OutH < 1 || g.OutW < 1) Throw($"{node}: a {g.KernelH}×{g.KernelW} window does not fit input {g.InH}×{g.InW}×{g.InC}");
        if (g.Groups < 1 || g.InC % g.Groups != 0 || g.OutC % g.Groups != 0)
            Throw($"{node}: {g.InC} input and {g.OutC} output channels do not divide into {g.Groups} groups");
    }

    private static void Size(string node, string what, in Maps m, int h, int w, int c)
    {
        if (m.H != h || m.W != w || m.C != c) Throw($"{node}: {what} maps are {m.H}×{m.W}×{m.C}, the convolution needs {h}×{w}×{c}");
    }

    private static void HaloCovers(string node, string what, in Maps m, Halo needed)
    {
        if (m.Halo.Union(needed) != m.Halo) Throw(
            $"{node}: {what} maps carry a halo of {Text(m.Halo)} pixels, the kernel reads {Text(needed)} (top, bottom, left, right)");
    }

    private static string Text(Halo h) => $"{h.Top}, {h.Bottom}, {h.Left}, {h.Right}";

    [DoesNotReturn, StackTraceHidden]
    private static void Throw(string message) => throw new ArgumentException(message);
}
