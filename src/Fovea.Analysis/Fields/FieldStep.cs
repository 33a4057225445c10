using Fovea.Kernels;

namespace Fovea.Analysis;

/// <summary>What an op does to a receptive field along one axis.</summary>
/// <param name="Span">Pixels of its input between the first and the last tap, both counted: D·(K − 1) + 1.</param>
/// <param name="Stride">Pixels of its input for every <paramref name="Up"/> outputs.</param>
/// <param name="Up">Outputs for every <paramref name="Stride"/> pixels; 1 unless it enlarges.</param>
/// <param name="Shift2">
/// Twice the distance from its input's first pixel to the middle of what its first output reads, in pixels over <paramref name="Up"/>. Where
/// neighbouring outputs read the same pixels it is the mean.
/// </param>
internal readonly record struct FieldStep(int Span, int Stride, int Up, long Shift2)
{
    /// <summary>Along rows and columns; ops without a window pass values on where they are.</summary>
    public static (FieldStep Rows, FieldStep Columns) Of(Op op, Shape input)
    {
        switch (op)
        {
            case Conv2d c:
                ConvGeometry g = c.Geometry(input);
                return (Window(g.SpanH, g.StrideH, g.PadTop), Window(g.SpanW, g.StrideW, g.PadLeft));
            case LocallyConnected2d l:
                ConvGeometry local = l.Geometry(input);
                return (Window(local.SpanH, local.StrideH, local.PadTop), Window(local.SpanW, local.StrideW, local.PadLeft));
            case ConvTranspose2d t:
                ConvGeometry back = t.Geometry(input);
                return (Transposed(back.SpanH, back.StrideH, back.PadTop), Transposed(back.SpanW, back.StrideW, back.PadLeft));
            case Resize r:
                (ResizeAxis rows, ResizeAxis columns) = r.Axes(input);
                return (Resized(rows), Resized(columns));
            case MaxPool p:
                return Of(p.Geometry(input));
            case AveragePool p:
                return Of(p.Geometry(input));
            case Pad p:
                return (Window(1, 1, p.Top), Window(1, 1, p.Left));
            case Slice s:
                return (Of(s.Height), Of(s.Width));
            default:
                return (Window(1, 1, 0), Window(1, 1, 0));
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
    private static FieldStep Of(AxisSlice s) => s.IsWhole ? Window(1, 1, 0) : Window(1, s.Step, -s.Start);

    private static (FieldStep Rows, FieldStep Columns) Of(PoolGeometry g) => (Window(g.SpanH, g.StrideH, g.PadTop), Window(g.SpanW, g.StrideW, g.PadLeft));

    private static FieldStep Window(int span, int stride, int before) => new(span, stride, 1, span - 1L - 2L * before);

    // Output o reads the pixels from (o + before − span + 1) / stride to (o + before) / stride.
    private static FieldStep Transposed(int span, int stride, int before) => new((span - 1) / stride + 1, 1, stride, 2L * before - (span - 1L));

    // Distances between corners where corners are aligned, else between edges.
    private static FieldStep Resized(ResizeAxis a)
    {
        bool corners = a.Coordinates == ResizeCoordinates.AlignCorners && a.Out > 1 && a.In > 1;
        int from = corners ? a.In - 1 : a.In, to = corners ? a.Out - 1 : a.Out, divisor = Divisor(from, to);
        int taps = a.In == a.Out ? 1 : a.Kind switch { ResizeKind.Nearest => 1, ResizeKind.Linear => 2, _ => 4 };
        // The lower of two pixels lies half a step before the place, on average.
        bool halved = a.Kind == ResizeKind.Nearest && a is { Coordinates: ResizeCoordinates.Asymmetric, Rounding: NearestRounding.Floor };
        bool shifted = halved || a.Coordinates is ResizeCoordinates.HalfPixel or ResizeCoordinates.PytorchHalfPixel;
        return new(Math.Min(taps, a.In), from / divisor, to / divisor, shifted ? (from - to) / divisor : 0);
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}
