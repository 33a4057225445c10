using Fovea.Kernels;
using Fovea.Onnx.Proto;

namespace Fovea.Onnx;

/// <summary>
/// <see cref="MaxPool"/> and <see cref="AveragePool"/>. ONNX's ceil_mode has changed its meaning and runtimes differ, so it is never
/// written: what a last window reaches beyond the declared padding becomes padding at the end.
/// </summary>
internal static class OnnxPool
{
    public static void Export(MaxPool op, ExportStage s)
    {
        PoolGeometry g = op.Geometry(s.InputShape());
        (int bottom, int right) = Reach(g);
        if (Math.Max(g.PadTop, bottom) >= g.KernelH || Math.Max(g.PadLeft, right) >= g.KernelW)
        {
            // ONNX Runtime takes no padding as large as the window before it is dilated.
            string image = s.Part("Pad", [s.Input(), s.Integers("pads", g.PadTop, g.PadLeft, bottom, right), s.Constant("nothing", float.NegativeInfinity), s.Integers("axes", 2, 3)]);
            s.Emit("MaxPool", [image], [.. Attributes(g, 0, 0, 0, 0), Tensors.Ints("dilations", g.DilationH, g.DilationW)]);
            return;
        }
        s.Emit("MaxPool", [s.Input()], [.. Attributes(g, g.PadTop, g.PadLeft, bottom, right), Tensors.Ints("dilations", g.DilationH, g.DilationW)]);
    }

    public static void Export(AveragePool op, ExportStage s)
    {
        PoolGeometry g = op.Geometry(s.InputShape());
        (int bottom, int right) = Reach(g);
        bool beyond = bottom > g.PadBottom || right > g.PadRight, padded = (g.PadTop | g.PadBottom | g.PadLeft | g.PadRight) > 0;
        if (op.CountPadding && beyond && padded)
        {
            // Declared padding counts, what lies beyond does not: the first becomes zeros of the image, the second padding that does not count.
            string image = s.Part("Pad", OnnxPad.OfAxes(s, g.PadTop, g.PadLeft, g.PadBottom, g.PadRight));
            s.Emit("AveragePool", [image], [.. Attributes(g, 0, 0, bottom - g.PadBottom, right - g.PadRight), Tensors.Int("count_include_pad", 0)]);
            return;
        }
        s.Emit("AveragePool", [s.Input()], [.. Attributes(g, g.PadTop, g.PadLeft, bottom, right), Tensors.Int("count_include_pad", op.CountPadding && !beyond ? 1 : 0)]);
    }

    // Padding at the end that the last windows need; at least what was declared.
    private static (int Bottom, int Right) Reach(in PoolGeometry g)
        => (Math.Max(g.PadBottom, (g.OutH - 1) * g.StrideH + g.SpanH - g.InH - g.PadTop), Math.Max(g.PadRight, (g.OutW - 1) * g.StrideW + g.SpanW - g.InW - g.PadLeft));

    private static AttributeProto[] Attributes(in PoolGeometry g, int top, int left, int bottom, int right) =>
    [
        Tensors.Ints("kernel_shape", g.KernelH, g.KernelW),
        Tensors.Ints("strides", g.StrideH, g.StrideW),
        Tensors.Ints("pads", top, left, bottom, right),
    ];
}
