namespace Fovea.Kernels;

/// <summary>All sizes of a 2-D pooling, fixed once. Windows are clipped to the image; max pooling never sees padding.</summary>
/// <remarks>
/// Floor: <c>Out = ⌊(In + pads − Kernel) / Stride⌋ + 1</c>. Ceil rounds up, then drops a last window that would start beyond
/// the input and its leading padding (the rule of PyTorch and of current ONNX).
/// </remarks>
public readonly record struct PoolGeometry(
    int InH, int InW, int C, int KernelH, int KernelW, int StrideH, int StrideW,
    int PadTop = 0, int PadBottom = 0, int PadLeft = 0, int PadRight = 0, bool Ceil = false, bool CountPadding = true)
{
    /// <summary>Output rows; 0 when the window does not fit.</summary>
    public int OutH => Out(InH, KernelH, StrideH, PadTop, PadBottom);

    /// <summary>Output columns; 0 when the window does not fit.</summary>
    public int OutW => Out(InW, KernelW, StrideW, PadLeft, PadRight);

    private int Out(int size, int kernel, int stride, int before, int after)
    {
        int room = size + before + after - kernel;
        if (room < 0) return 0;
        int n = (Ceil ? (room + stride - 1) / stride : room / stride) + 1;
        return Ceil && (n - 1) * stride >= size + before ? n - 1 : n;
    }
}
