namespace Fovea.Kernels;

/// <summary>All sizes of a 2-D pooling, fixed once. Windows are clipped to the image; max pooling never sees padding.</summary>
/// <remarks>
/// Floor: <c>Out = ⌊(In + pads − Span) / Stride⌋ + 1</c>, Span = Dilation·(Kernel − 1) + 1. Ceil rounds up, then drops a last window that would start beyond
/// the input and its leading padding (the rule of PyTorch and of current ONNX).
/// </remarks>
public readonly record struct PoolGeometry(
    int InH, int InW, int C, int KernelH, int KernelW, int StrideH, int StrideW,
    int PadTop = 0, int PadBottom = 0, int PadLeft = 0, int PadRight = 0, bool Ceil = false, bool CountPadding = true, int DilationH = 1, int DilationW = 1)
{
    /// <summary>Rows from the first tap of a window to its last, both counted.</summary>
    public int SpanH => DilationH * (KernelH - 1) + 1;

    /// <summary>Columns from the first tap of a window to its last, both counted.</summary>
    public int SpanW => DilationW * (KernelW - 1) + 1;

    /// <summary>Output rows; 0 when the window does not fit.</summary>
    public int OutH => Out(InH, SpanH, StrideH, PadTop, PadBottom);

    /// <summary>Output columns; 0 when the window does not fit.</summary>
    public int OutW => Out(InW, SpanW, StrideW, PadLeft, PadRight);

    private int Out(int size, int span, int stride, int before, int after)
    {
        int room = size + before + after - span;
        if (room < 0) return 0;
        int n = (Ceil ? (room + stride - 1) / stride : room / stride) + 1;
        return Ceil && (n - 1) * stride >= size + before ? n - 1 : n;
    }

    /// <summary>True when every window has a tap on the image; only a dilated window can lie on the image and read none of its pixels.</summary>
    public bool EveryWindowReads => Reads(InH, OutH, KernelH, StrideH, DilationH, PadTop) && Reads(InW, OutW, KernelW, StrideW, DilationW, PadLeft);

    private static bool Reads(int size, int outputs, int kernel, int stride, int dilation, int before)
    {
        // A window that starts on the image reads there; the others lie at both ends.
        for (int o = 0; o < outputs && o * stride < before; o++)
            if (WindowRange.Taps(o * stride - before, kernel, dilation, size).Count == 0) return false;
        return outputs < 1 || (outputs - 1L) * stride - before < size;
    }
}
