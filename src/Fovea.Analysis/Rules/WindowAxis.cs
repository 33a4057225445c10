namespace Fovea.Analysis;

/// <summary>A sliding window along one axis: which pixels it reads, and how much padding.</summary>
/// <param name="Size">Pixels of the input.</param>
/// <param name="Kernel">Taps.</param>
/// <param name="Dilation">Pixels between taps.</param>
/// <param name="Stride">Pixels between windows.</param>
/// <param name="Before">Padding before the first pixel.</param>
/// <param name="After">Padding behind the last pixel.</param>
/// <param name="Ceil">Rounds the number of windows up.</param>
internal readonly record struct WindowAxis(int Size, int Kernel, int Dilation, int Stride, int Before, int After, bool Ceil)
{
    /// <summary>Pixels from the first tap to the last.</summary>
    public int Span => Dilation * (Kernel - 1) + 1;

    /// <summary>Number of windows; 0 when none fits.</summary>
    public int Out
    {
        get
        {
            int room = Size + Before + After - Span;
            if (room < 0) return 0;
            int n = (Ceil ? (room + Stride - 1) / Stride : room / Stride) + 1;
            return Ceil && (n - 1) * Stride >= Size + Before ? n - 1 : n;
        }
    }

    /// <summary>Pixels at the end that no window reaches.</summary>
    public int Unread => Math.Max(0, Size - End);

    /// <summary>Padding behind the last pixel that the last window reads.</summary>
    public int UsedAfter => Math.Max(0, End - Size);

    // One behind the last position that the last window covers, in pixels of the input.
    private int End => (Out - 1) * Stride + Span - Before;

    /// <summary>Share of the taps of all windows that read pixels instead of padding.</summary>
    public double RealShare
    {
        get
        {
            long real = 0;
            int windows = Out;
            for (int tap = 0; tap < Kernel; tap++)
            {
                // Windows i with 0 ≤ i·Stride + offset < Size.
                int offset = tap * Dilation - Before;
                int first = offset >= 0 ? 0 : (-offset + Stride - 1) / Stride, last = Size - 1 - offset < 0 ? -1 : (Size - 1 - offset) / Stride;
                real += Math.Max(0, Math.Min(last, windows - 1) - first + 1);
            }
            return (double)real / ((long)windows * Kernel);
        }
    }

    /// <summary>The rows and the columns of a node's window; null when it has none.</summary>
    public static (WindowAxis Rows, WindowAxis Columns)? Of(Node node) => node.Inputs.Count == 1 ? Of(node.Op, node.Inputs[0].Shape) : null;

    /// <summary>The rows and the columns of a window on an input; null when the op has none.</summary>
    public static (WindowAxis Rows, WindowAxis Columns)? Of(Op op, Shape x)
    {
        switch (op)
        {
            case Conv2d c:
                var p = c.Padding.For(c.DilationHeight * (c.KernelHeight - 1) + 1, c.DilationWidth * (c.KernelWidth - 1) + 1);
                return (new(x.Height, c.KernelHeight, c.DilationHeight, c.StrideHeight, p.Top, p.Bottom, false),
                    new(x.Width, c.KernelWidth, c.DilationWidth, c.StrideWidth, p.Left, p.Right, false));
            case LocallyConnected2d l:
                return Pool(x, l.KernelHeight, l.KernelWidth, l.StrideHeight, l.StrideWidth, l.Padding, false);
            case MaxPool m:
                return Pool(x, m.KernelHeight, m.KernelWidth, m.StrideHeight, m.StrideWidth, m.Padding, m.Ceil, m.DilationHeight, m.DilationWidth);
            case AveragePool a:
                return Pool(x, a.KernelHeight, a.KernelWidth, a.StrideHeight, a.StrideWidth, a.Padding, a.Ceil);
            default:
                return null;
        }
    }

    private static (WindowAxis, WindowAxis) Pool(Shape x, int h, int w, int sh, int sw, Padding padding, bool ceil, int dh = 1, int dw = 1)
    {
        var p = padding.For(dh * (h - 1) + 1, dw * (w - 1) + 1);
        return (new(x.Height, h, dh, sh, p.Top, p.Bottom, ceil), new(x.Width, w, dw, sw, p.Left, p.Right, ceil));
    }
}
