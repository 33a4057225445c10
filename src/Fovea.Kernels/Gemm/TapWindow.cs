namespace Fovea.Kernels;

/// <summary>The output pixels at which a tap lies inside the image; elsewhere it multiplies the halo's zeros. Ends are exclusive.</summary>
internal readonly record struct TapWindow(int RowFrom, int RowTo, int ColFrom, int ColTo)
{
    /// <summary>The smallest window that holds both.</summary>
    public TapWindow Union(TapWindow other) => new(Math.Min(RowFrom, other.RowFrom), Math.Max(RowTo, other.RowTo),
        Math.Min(ColFrom, other.ColFrom), Math.Max(ColTo, other.ColTo));

    /// <summary>The window of tap (u, v).</summary>
    public static TapWindow Of(in ConvGeometry g, int u, int v)
    {
        (int rowFrom, int rowTo) = Range(g.InH, g.OutH, g.StrideH, u * g.DilationH - g.PadTop);
        (int colFrom, int colTo) = Range(g.InW, g.OutW, g.StrideW, v * g.DilationW - g.PadLeft);
        return new TapWindow(rowFrom, rowTo, colFrom, colTo);
    }

    private static (int From, int To) Range(int size, int outSize, int stride, int offset)
    {
        int from = 0, to = outSize;
        while (from < outSize && from * stride + offset < 0) from++;
        while (to > from && (to - 1) * stride + offset >= size) to--;
        return (from, to);
    }
}
