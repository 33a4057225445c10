namespace Fovea.Kernels;

/// <summary>All sizes of a 2-D convolution, fixed once: the shape rule, the cost, the forward pass and both gradients share it.</summary>
/// <remarks>
/// <c>OutH = ⌊(InH + PadTop + PadBottom − DilationH·(KernelH − 1) − 1) / StrideH⌋ + 1</c>, likewise for the width.
/// Weights are [KernelH][KernelW][InC / Groups][OutC] in memory; a group's output channels are contiguous.
/// </remarks>
public readonly record struct ConvGeometry(
    int InH, int InW, int InC, int OutC, int KernelH, int KernelW,
    int StrideH = 1, int StrideW = 1, int DilationH = 1, int DilationW = 1,
    int PadTop = 0, int PadBottom = 0, int PadLeft = 0, int PadRight = 0, int Groups = 1)
{
    /// <summary>Rows covered by the dilated window.</summary>
    public int SpanH => DilationH * (KernelH - 1) + 1;

    /// <summary>Columns covered by the dilated window.</summary>
    public int SpanW => DilationW * (KernelW - 1) + 1;

    /// <summary>Output rows; less than 1 when the window does not fit.</summary>
    public int OutH => InH + PadTop + PadBottom < SpanH ? 0 : (InH + PadTop + PadBottom - SpanH) / StrideH + 1;

    /// <summary>Output columns; less than 1 when the window does not fit.</summary>
    public int OutW => InW + PadLeft + PadRight < SpanW ? 0 : (InW + PadLeft + PadRight - SpanW) / StrideW + 1;

    /// <summary>Input channels that one output channel reads.</summary>
    public int GroupInC => InC / Groups;

    /// <summary>Output channels of one group.</summary>
    public int GroupOutC => OutC / Groups;

    /// <summary>Number of weights, without bias.</summary>
    public long Weights => (long)KernelH * KernelW * GroupInC * OutC;

    /// <summary>Multiply-accumulates for one image, padding counted as work.</summary>
    public long Macs => (long)OutH * OutW * Weights;

    /// <summary>One input channel for each group.</summary>
    public bool IsDepthwise => Groups == InC && Groups > 1 && OutC == InC;
}
