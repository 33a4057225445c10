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

    public static void ImportMaximum(ImportStage s)
        => Import(s, countPadding: false, (w, padding, ceil, _) => new MaxPool(w.KernelH, w.KernelW, w.StrideH, w.StrideW, padding, ceil, w.DilationH, w.DilationW));

    public static void ImportAverage(ImportStage s) => Import(s, s.Attributes.Integer("count_include_pad", 0) != 0, (w, padding, ceil, count) => w is { DilationH: 1, DilationW: 1 }
        ? new AveragePool(w.KernelH, w.KernelW, w.StrideH, w.StrideW, padding, ceil, count)
        : throw new OnnxNodeException($"its window is dilated by {w.DilationH}×{w.DilationW}", "Fovea's means have dense windows"));

    private static void Import(ImportStage s, bool countPadding, Func<ImportWindow, Padding, bool, bool, Op> op)
    {
        ImportValue x = s.Value();
        ImportWindow w = ImportWindow.Of(s, x);
        ImportValue maps = s.Maps(x);
        Shape image = maps.Node.Shape;
        bool ceil = s.Attributes.Integer("ceil_mode", 0) != 0;
        PoolGeometry file = new(image.Height, image.Width, image.Channels, w.KernelH, w.KernelW, w.StrideH, w.StrideW, w.Top, w.Bottom, w.Left, w.Right, ceil, countPadding, w.DilationH, w.DilationW);
        ImportNode made = Padded(s, maps, w, file, countPadding, op) ?? Fitting(s, maps.Node, w, file, countPadding, op)
            ?? throw new OnnxNodeException($"it pads {w.Top},{w.Bottom},{w.Left},{w.Right} around a window of {w.SpanH}×{w.SpanW}", "padding < window, so that no window lies outside the image");
        Layout l = maps.Layout;
        Atom[] channels = [.. l.Storage.TakeLast(l.Order([1]).Length)];
        Layout pixels = Layout.Of(x.Rank == 4 ? [1, 1, made.Shape.Height, made.Shape.Width] : [1, 1, made.Shape.Width], x.Rank == 4 ? [2, 3] : [2]);
        s.Set(new ImportValue(made, new Layout([.. pixels.Storage, .. channels], [l.Axes[0], l.Axes[1], .. pixels.Axes.Skip(2)])));
    }

    // The layer with the same windows; several paddings at the end give the same, and the plainest comes first.
    private static ImportNode? Fitting(ImportStage s, ImportNode maps, ImportWindow w, PoolGeometry file, bool countPadding, Func<ImportWindow, Padding, bool, bool, Op> op)
    {
        foreach ((int bottom, int right, bool ceil) in Ends(w, file, countPadding))
        {
            PoolGeometry g = file with { PadBottom = bottom, PadRight = right, Ceil = ceil };
            if ((g.OutH, g.OutW) != (file.OutH, file.OutW) || Math.Max(w.Top, bottom) >= w.SpanH || Math.Max(w.Left, right) >= w.SpanW) continue;
            bool plain = (w.Top | w.Left | bottom | right) == 0;
            return s.Add(op(w, plain ? Padding.Valid : ImportWindow.Named(w.SpanH, w.SpanW, w.Top, bottom, w.Left, right), ceil, countPadding || plain), [maps]);
        }
        return null;
    }

    private static IEnumerable<(int Bottom, int Right, bool Ceil)> Ends(ImportWindow w, PoolGeometry file, bool exact)
    {
        if (exact || (w.Bottom, w.Right) == (w.Top, w.Left) || w.Padding == Padding.Same) yield return (w.Bottom, w.Right, file.Ceil);
        if (exact) yield break;
        (_, int bottom, _, int right) = Padding.Same.For(w.SpanH, w.SpanW);
        yield return (w.Top, w.Left, true);
        if (Padding.Same.For(w.SpanH, w.SpanW) == (w.Top, bottom, w.Left, right)) yield return (bottom, right, true);
        yield return (w.Bottom, w.Right, file.Ceil);
        // Rows do not depend on columns: the least of each.
        PoolGeometry open = file with { Ceil = true };
        int rows = Enumerable.Range(0, Math.Min(w.Bottom, w.SpanH - 1) + 1).FirstOrDefault(b => (open with { PadBottom = b }).OutH == file.OutH, -1);
        int columns = Enumerable.Range(0, Math.Min(w.Right, w.SpanW - 1) + 1).FirstOrDefault(r => (open with { PadRight = r }).OutW == file.OutW, -1);
        if (rows >= 0 && columns >= 0) yield return (rows, columns, true);
    }

    // What Fovea wrote as Pad and a mean of what is inside: padding that counts, and windows beyond it.
    private static ImportNode? Padded(ImportStage s, ImportValue maps, ImportWindow w, PoolGeometry file, bool countPadding, Func<ImportWindow, Padding, bool, bool, Op> op)
    {
        if (countPadding || maps.Node is not { Op: Pad p, Readers: 1 } || (w.Top | w.Left) != 0 || s.Node.OpType != "AveragePool" || maps.Node.Name != s.Node.Outputs[0] + "/pad") return null;
        ImportNode image = maps.Node.Inputs[0];
        PoolGeometry g = file with { InH = image.Shape.Height, InW = image.Shape.Width, PadTop = p.Top, PadBottom = p.Bottom, PadLeft = p.Left, PadRight = p.Right, Ceil = true };
        return (g.OutH, g.OutW) == (file.OutH, file.OutW)
            ? s.Add(op(w, ImportWindow.Named(w.KernelH, w.KernelW, p.Top, p.Bottom, p.Left, p.Right), true, true), [image])
            : null;
    }
}
