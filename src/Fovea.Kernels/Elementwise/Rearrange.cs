namespace Fovea.Kernels;

/// <summary>Places Start, Start + Step, … along one axis.</summary>
/// <param name="Start">The first place.</param>
/// <param name="Count">How many; 0 stands for the whole axis.</param>
/// <param name="Step">Places between two of them; below 0 it goes back.</param>
public readonly record struct AxisSlice(int Start, int Count, int Step = 1)
{
    /// <summary>The whole axis.</summary>
    public bool IsWhole => Count == 0;
}

/// <summary>Calls that move maps to other places: axes in another order, some places along the axes.</summary>
public static class Rearrange
{
    /// <summary>y = x with its axes in another order, or y += . Axis 0 is the height, 1 the width, 2 the channels.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Call Transpose(string name, Maps x, Maps y, (int First, int Second, int Third) order, bool accumulate = false)
    {
        if ((Size(x, order.First), Size(x, order.Second), Size(x, order.Third)) != (y.H, y.W, y.C)) throw new ArgumentException($"{x.H}×{x.W}×{x.C} does not become {y.H}×{y.W}×{y.C}", nameof(order));
        return new StridedCopy(name, Strided.Of(x).Ordered(order.First, order.Second, order.Third), Strided.Of(y), y.H, y.W, y.C, accumulate, Work.Over(x, y, accumulate ? y : default));
    }

    /// <summary>y = the chosen places of x.</summary>
    public static Call Slice(string name, Maps x, Maps y, AxisSlice height, AxisSlice width, AxisSlice channels)
        => new StridedCopy(name, Part(x, height, width, channels), Strided.Of(y), y.H, y.W, y.C, false, Work.Over(y, y));

    /// <summary>The chosen places of x = y, or += y; the others stay.</summary>
    public static Call Unslice(string name, Maps y, Maps x, AxisSlice height, AxisSlice width, AxisSlice channels, bool accumulate)
        => new StridedCopy(name, Strided.Of(y), Part(x, height, width, channels), y.H, y.W, y.C, accumulate, Work.Over(y, y, accumulate ? y : default));

    private static Strided Part(in Maps x, AxisSlice height, AxisSlice width, AxisSlice channels) => One(One(One(Strided.Of(x), 0, height), 1, width), 2, channels);

    private static Strided One(Strided s, int axis, AxisSlice slice) => slice.IsWhole ? s : s.Sliced(axis, slice.Start, slice.Step);

    private static int Size(in Maps maps, int axis) => axis switch { 0 => maps.H, 1 => maps.W, _ => maps.C };
}

/// <summary>y = the floats of x in their order under another shape, or y += ; both may have borders.</summary>
public sealed unsafe class ReshapeCopy : Call
{
    private readonly Maps x, y;
    private readonly bool accumulate;

    /// <summary>Checks the sizes.</summary>
    /// <exception cref="ArgumentException">The shapes have different numbers of floats.</exception>
    public ReshapeCopy(string name, Maps x, Maps y, bool accumulate = false) : base(name, Work.Over(x, y, accumulate ? y : default))
    {
        if (x.PixelFloats != y.PixelFloats) throw new ArgumentException($"{x.H}×{x.W}×{x.C} does not become {y.H}×{y.W}×{y.C}", nameof(y));
        (this.x, this.y, this.accumulate) = (x, y, accumulate);
    }

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int own = x.W * x.C, row = y.W * y.C;
        (int first, int end) = step.Share(step.Batch * y.H);
        for (int unit = first; unit < end; unit++)
        {
            (int n, int h) = Math.DivRem(unit, y.H);
            float* to = y.Row(n, h);
            for (int at = h * row, last = at + row; at < last;)
            {
                int column = at % own, count = Math.Min(own - column, last - at);
                MapsCopy.Row(x.Row(n, at / own) + column, to, count, 1, accumulate);
                at += count;
                to += count;
            }
        }
    }
}
