namespace Fovea.Kernels;

/// <summary>The passes of a convolution without phases: a forward convolution, or the input gradient of one with stride 1.</summary>
/// <remarks>
/// Small maps spend much of their time multiplying the halo's zeros: 16 % of a 3 × 3 window over 8 × 8 pixels. Where that pays, pixels are
/// grouped by the part of the window that lies inside the image, and each group is a pass over its own taps. Leaving out products with
/// zero changes no sum, as long as weights are finite.
/// </remarks>
internal static unsafe class ConvPasses
{
    private const int FewChannels = 16;
    private const int ManyChannels = 64;

    /// <summary>Output positions First … First + Count that see the same taps From … To of the window, along one axis.</summary>
    private readonly record struct Band(int First, int Count, int From, int To)
    {
        public int Taps => To - From + 1;
    }

    public static TapPass[] Build(in ConvGeometry g, in Maps x, in Maps y, float* panels, bool accumulate, Clamp clamp)
    {
        float* origin = x.Origin - g.PadTop * x.RowStride - (nint)g.PadLeft * g.InC;
        PanelLayout layout = new(g.KernelH * g.KernelW * g.GroupInC, g.GroupOutC);
        List<Band> rows = Bands(g.InH, g.OutH, g.KernelH, g.StrideH, g.DilationH, g.PadTop);
        List<Band> cols = Bands(g.InW, g.OutW, g.KernelW, g.StrideW, g.DilationW, g.PadLeft);
        long floats = (long)g.InC * Math.Min(g.StrideH, g.KernelH) * Math.Min(g.StrideW, g.KernelW);
        List<TapPass> passes = [];
        if (!PaysToSkip(in g, rows, cols))
        {
            PixelGrid grid = Grid(in g, in x, in y, g.OutH, g.OutW);
            for (int group = 0; group < g.Groups; group++)
                passes.Add(new TapPass(in grid, y.N, origin + group * g.GroupInC, y.Origin + group * g.GroupOutC, panels + group * layout.Length, layout,
                    ConvTaps.ForwardRuns(in g, x.RowStride), accumulate, clamp, floats, group == 0 && g.OutH > 1 ? ConvTaps.FreshLines(in g, x.RowStride) : []));
            return [.. passes];
        }
        foreach (Band row in rows)
            foreach (Band col in cols)
            {
                PixelGrid grid = Grid(in g, in x, in y, row.Count, col.Count);
                bool isInterior = row.Taps == g.KernelH && col.Taps == g.KernelW;
                passes.Add(new TapPass(in grid, y.N, origin + row.First * g.StrideH * x.RowStride + (nint)col.First * g.StrideW * g.InC,
                    y.Row(0, row.First) + (nint)col.First * y.PixelStride, panels, layout, Runs(in g, x.RowStride, row, col), accumulate, clamp, floats,
                    isInterior ? ConvTaps.FreshLines(in g, x.RowStride) : []));
            }
        return [.. passes];
    }

    /// <summary>The forward convolution of dY that computes dX, for stride 1.</summary>
    public static ConvGeometry Dual(in ConvGeometry g)
    {
        int top = g.SpanH - 1 - g.PadTop, left = g.SpanW - 1 - g.PadLeft;
        return g with
        {
            InH = g.OutH,
            InW = g.OutW,
            InC = g.OutC,
            OutC = g.InC,
            PadTop = top,
            PadBottom = g.InH + g.SpanH - 1 - g.OutH - top,
            PadLeft = left,
            PadRight = g.InW + g.SpanW - 1 - g.OutW - left,
        };
    }

    private static PixelGrid Grid(in ConvGeometry g, in Maps x, in Maps y, int rows, int cols)
        => new(rows, cols, x.ImageStride, g.StrideH * x.RowStride, (nint)g.StrideW * g.InC, y.ImageStride, y.RowStride, y.PixelStride);

    private static TapRuns Runs(in ConvGeometry g, nint rowStride, Band row, Band col)
    {
        if (row.Taps * col.Taps == 0) return new TapRuns([], 1);
        var offsets = new nint[row.Taps];
        for (int u = 0; u < row.Taps; u++) offsets[u] = (row.From + u) * g.DilationH * rowStride + (nint)col.From * g.InC;
        return new TapRuns(offsets, col.Taps * g.InC, (row.From * g.KernelW + col.From) * g.InC, (g.KernelW - col.Taps) * g.InC);
    }

    private static List<Band> Bands(int size, int outSize, int kernel, int stride, int dilation, int pad)
    {
        List<Band> bands = [];
        for (int i = 0; i < outSize; i++)
        {
            int start = i * stride - pad, from = 0, to = kernel - 1;
            while (from < kernel && start + from * dilation < 0) from++;
            while (to >= from && start + to * dilation >= size) to--;
            if (bands.Count > 0 && bands[^1].From == from && bands[^1].To == to) bands[^1] = bands[^1] with { Count = bands[^1].Count + 1 };
            else bands.Add(new Band(i, 1, from, to));
        }
        return bands;
    }

    private static bool PaysToSkip(in ConvGeometry g, List<Band> rows, List<Band> cols)
    {
        if (g.Groups > 1 || g.DilationW > 1 || g.InC < FewChannels) return false;
        double inside = rows.Sum(b => (double)b.Count * b.Taps) * cols.Sum(b => (double)b.Count * b.Taps);
        double saved = 1 - inside / ((double)g.OutH * g.OutW * g.KernelH * g.KernelW);

        // Measured on Zen 4: 32 channels at 16 × 16 (8 % of zeros) gain nothing from smaller passes, 128 channels gain half of it.
        return saved >= (g.InC >= ManyChannels ? 0.05 : 0.12);
    }
}
