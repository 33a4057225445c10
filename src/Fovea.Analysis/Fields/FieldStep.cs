namespace Fovea.Analysis;

/// <summary>What an op does to a receptive field along one axis.</summary>
/// <param name="Span">Pixels of its input between the first and the last tap, both counted: D·(K − 1) + 1.</param>
/// <param name="Stride">Pixels of its input between neighbouring outputs.</param>
/// <param name="Before">Pixels by which the first window starts before its input.</param>
internal readonly record struct FieldStep(int Span, int Stride, int Before)
{
    /// <summary>Along rows and columns; ops without a window pass values on where they are.</summary>
    public static (FieldStep Rows, FieldStep Columns) Of(Op op, Shape input)
    {
        switch (op)
        {
            case Conv2d c:
                var g = c.Geometry(input);
                return (new(g.SpanH, g.StrideH, g.PadTop), new(g.SpanW, g.StrideW, g.PadLeft));
            case MaxPool p:
                return Of(p.Geometry(input));
            case AveragePool p:
                return Of(p.Geometry(input));
            case Pad p:
                return (new(1, 1, p.Top), new(1, 1, p.Left));
            case Slice s:
                return (Of(s.Height), Of(s.Width));
            default:
                return (new(1, 1, 0), new(1, 1, 0));
        }
    }

    /// <summary>True when its numbers lie at other places than those of its inputs: each is then said to see the whole image.</summary>
    public static bool Mixes(Node node) => node.Op switch
    {
        ClassToken or MatMul or Attention => true,
        Reduce r => r.Height || r.Width,
        Concat c => c.Axis != Axis.Channels,
        Reshape r => r.Target != node.Inputs[0].Shape,
        Transpose t => (t.First, t.Second) != (Axis.Height, Axis.Width),
        Slice s => s.Height.Step < 0 || s.Width.Step < 0,
        Binary or Add => !node.Inputs.All(i => (i.Shape.Height, i.Shape.Width) == (node.Shape.Height, node.Shape.Width)),
        _ => false,
    };

    // A cut starts behind the first pixel: padding below 0.
    private static FieldStep Of(Kernels.AxisSlice s) => s.IsWhole ? new(1, 1, 0) : new(1, s.Step, -s.Start);

    private static (FieldStep Rows, FieldStep Columns) Of(Kernels.PoolGeometry g) => (new(g.KernelH, g.StrideH, g.PadTop), new(g.KernelW, g.StrideW, g.PadLeft));
}
