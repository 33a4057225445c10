namespace Fovea.Analysis;

/// <summary>What a stride leaves over at the far edge of its input.</summary>
/// <remarks>
/// Formula, along an axis of H pixels with padding p0 before and p1 behind, stride S > 1, window Ke:
/// <c>rem = (H + p0 + p1 − Ke) mod S</c> rows of the padded input are never read; <c>max(0, rem − p1)</c> of them are real, and
/// <c>p1 − min(rem, p1)</c> rows of padding are used at the far edge, which is uneven where it is not p0.
/// Source: Alsallakh et al., "Mind the pad: CNNs can develop blind spots", ICLR 2021, arXiv:2010.02178.
/// </remarks>
/// <param name="Unread">Real rows or columns that no window reads, the larger of both.</param>
/// <param name="IsUneven">True when one side's padding is used less than the other's.</param>
internal readonly record struct StrideFit(int Unread, bool IsUneven)
{
    /// <summary>Of a node; null when it takes no larger steps than one pixel, or rounds its size up.</summary>
    public static StrideFit? Of(Node node)
    {
        if (node.Inputs.Count != 1) return null;
        Shape x = node.Inputs[0].Shape;
        switch (node.Op)
        {
            case Conv2d c when c.StrideHeight > 1 || c.StrideWidth > 1:
                var g = c.Geometry(x);
                return Join(Axis(g.InH, g.SpanH, g.StrideH, g.PadTop, g.PadBottom), Axis(g.InW, g.SpanW, g.StrideW, g.PadLeft, g.PadRight));
            case MaxPool { Ceil: false } p when p.StrideHeight > 1 || p.StrideWidth > 1:
                return Pool(p.Geometry(x));
            case AveragePool { Ceil: false } p when p.StrideHeight > 1 || p.StrideWidth > 1:
                return Pool(p.Geometry(x));
            default:
                return null;
        }
    }

    private static StrideFit Pool(Kernels.PoolGeometry g)
        => Join(Axis(g.InH, g.SpanH, g.StrideH, g.PadTop, g.PadBottom), Axis(g.InW, g.SpanW, g.StrideW, g.PadLeft, g.PadRight));

    private static StrideFit Join(StrideFit rows, StrideFit columns) => new(Math.Max(rows.Unread, columns.Unread), rows.IsUneven || columns.IsUneven);

    private static StrideFit Axis(int pixels, int span, int stride, int before, int behind)
    {
        if (stride == 1) return default;
        int left = (pixels + before + behind - span) % stride;
        return new StrideFit(Math.Max(0, left - behind), behind - Math.Min(left, behind) != before);
    }
}
