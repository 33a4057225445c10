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

    /// <summary>The zero pixels around the input that the forward pass and the weight gradient read.</summary>
    public Halo InputHalo => new(PadTop, Math.Max(0, (OutH - 1) * StrideH + SpanH - PadTop - InH),
        PadLeft, Math.Max(0, (OutW - 1) * StrideW + SpanW - PadLeft - InW));

    /// <summary>The zero pixels around dY that the input gradient reads.</summary>
    public Halo InputGradientHalo
    {
        get
        {
            (int top, int bottom) = GradientBorder(InH, OutH, SpanH, StrideH, PadTop);
            (int left, int right) = GradientBorder(InW, OutW, SpanW, StrideW, PadLeft);
            return new Halo(top, bottom, left, right);
        }
    }

    /// <summary>A dense layer of <paramref name="inputs"/> to <paramref name="outputs"/> features as a convolution of one pixel.</summary>
    public static ConvGeometry Dense(int inputs, int outputs) => new(1, 1, inputs, outputs, 1, 1);

    /// <summary>A dense layer over whole maps: its window is the map, its weights [H·W·C][outputs]; the maps may carry a halo.</summary>
    public static ConvGeometry DenseOverMaps(int h, int w, int c, int outputs) => new(h, w, c, outputs, h, w);

    /// <summary>One input channel for each group.</summary>
    public bool IsDepthwise => Groups == InC && Groups > 1 && OutC == InC;

    // dX row h reads dY rows (h + pad − u·dilation) / stride, whenever that is whole.
    private static (int Before, int After) GradientBorder(int size, int outSize, int span, int stride, int pad)
    {
        int first = (pad - span + 1 >= 0 ? pad - span + stride : pad - span + 1) / stride;
        int last = (size - 1 + pad) / stride;
        return (Math.Max(0, -first), Math.Max(0, last - (outSize - 1)));
    }
}
