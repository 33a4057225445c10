namespace Fovea.Kernels;

/// <summary>y = x with <c>top</c> and <c>left</c> pixels of a constant before it and as many after it as y has room for.</summary>
public sealed unsafe class PadForward(string name, Maps x, Maps y, int top, int left, float value = 0) : Call(name, Work.Over(x, y))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int before = left * x.C, middle = x.W * x.C, after = (y.W - left - x.W) * x.C;
        (int first, int end) = step.Share(step.Batch * y.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, y.H);
            float* py = y.Row(n, h);
            if (h < top || h >= top + x.H)
            {
                new Span<float>(py, y.W * y.C).Fill(value);
                continue;
            }
            new Span<float>(py, before).Fill(value);
            x.RowSpan(n, h - top).CopyTo(new Span<float>(py + before, middle));
            new Span<float>(py + before + middle, after).Fill(value);
        }
    }
}

/// <summary>dx = the part of dy that lies over x; or dx += .</summary>
public sealed class PadBackward(string name, Maps dy, Maps dx, int top, int left, bool accumulate = false) : Call(name, Work.Over(dx, dx, accumulate ? dx : default))
{
    private readonly Maps window = MapsCopy.Window(dy, top, left, dx.H, dx.W);

    /// <inheritdoc/>
    public override void Run(in Step step) => MapsCopy.Run(step, window, dx, 1, accumulate);
}
