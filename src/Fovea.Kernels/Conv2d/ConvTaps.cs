namespace Fovea.Kernels;

/// <summary>The taps of a convolution as offsets in memory, for the kernels.</summary>
internal static class ConvTaps
{
    /// <summary>One tap of an input-gradient phase: window position (U, V), and where its dY pixel lies from the phase's pixel.</summary>
    public readonly record struct PhaseTap(int U, int V, int Row, int Col);

    /// <summary>Input pixels (FirstH + StrideH·r, FirstW + StrideW·c) and the taps that reach them, in the order of their dY pixels.</summary>
    public readonly record struct Phase(int FirstH, int FirstW, int Rows, int Cols, PhaseTap[] Taps);

    /// <summary>The phases of the input gradient: one without a stride, StrideH·StrideW with.</summary>
    public static List<Phase> Phases(in ConvGeometry g)
    {
        List<Phase> phases = [];
        for (int a = 0; a < Math.Min(g.StrideH, g.InH); a++)
            for (int b = 0; b < Math.Min(g.StrideW, g.InW); b++)
            {
                List<PhaseTap> taps = [];
                for (int u = g.KernelH - 1; u >= 0; u--)
                    for (int v = g.KernelW - 1; v >= 0; v--)
                    {
                        int row = a + g.PadTop - u * g.DilationH, col = b + g.PadLeft - v * g.DilationW;
                        if (row % g.StrideH == 0 && col % g.StrideW == 0) taps.Add(new PhaseTap(u, v, row / g.StrideH, col / g.StrideW));
                    }
                phases.Add(new Phase(a, b, (g.InH - a + g.StrideH - 1) / g.StrideH, (g.InW - b + g.StrideW - 1) / g.StrideW, [.. taps]));
            }
        return phases;
    }

    /// <summary>Runs of contiguous floats that the forward pass reads, from the pixel where the window starts.</summary>
    public static TapRuns ForwardRuns(in ConvGeometry g, nint rowStride)
    {
        bool whole = g.Groups == 1 && g.DilationW == 1;
        List<nint> offsets = [];
        for (int u = 0; u < g.KernelH; u++)
            for (int v = 0; v < (whole ? 1 : g.KernelW); v++) offsets.Add(u * g.DilationH * rowStride + (nint)v * g.DilationW * g.InC);
        return Merge([.. offsets], whole ? g.KernelW * g.InC : g.GroupInC);
    }

    /// <summary>Runs of dY that a phase reads.</summary>
    public static TapRuns PhaseRuns(in ConvGeometry g, in Phase phase, nint rowStride)
    {
        PhaseTap[] taps = phase.Taps;
        var offsets = new nint[taps.Length];
        for (int t = 0; t < taps.Length; t++) offsets[t] = taps[t].Row * rowStride + (nint)taps[t].Col * g.OutC;
        int perRow = 0;
        while (perRow < taps.Length && taps[perRow].Row == taps[0].Row) perRow++;
        bool whole = g.Groups == 1 && perRow > 0;
        for (int t = 1; t < perRow; t++) whole &= taps[t].Col == taps[t - 1].Col + 1;
        if (!whole) return new TapRuns(offsets, g.GroupOutC);
        return Merge([.. offsets.Where((_, t) => t % perRow == 0)], perRow * g.OutC);
    }

    /// <summary>The cache lines of the window's last rows, where walking down an image meets new memory.</summary>
    public static nint[] FreshLines(in ConvGeometry g, nint rowStride)
    {
        int rows = Math.Min(g.StrideH, g.KernelH), floats = Math.Min(g.StrideW, g.KernelW) * g.InC;
        if (g.KernelH * g.KernelW * g.GroupInC < 4 * rows * ((floats + 15) / 16)) return [];
        nint corner = (g.SpanH - 1) * rowStride + (nint)(g.SpanW - Math.Min(g.StrideW, g.KernelW)) * g.InC;
        List<nint> lines = [];
        for (int r = 0; r < rows; r++)
            for (int f = 0; f < floats; f += 16) lines.Add(corner - r * rowStride + f);
        return [.. lines];
    }

    /// <summary>The cache lines of dY that a phase meets first.</summary>
    public static nint[] FreshLines(in ConvGeometry g, in Phase phase, nint rowStride)
    {
        if (phase.Taps.Length < 2 || g.OutH == 1) return [];
        PhaseTap last = phase.Taps[^1];
        List<nint> lines = [];
        for (int f = 0; f < g.OutC; f += 16) lines.Add(last.Row * rowStride + (nint)last.Col * g.OutC + f);
        return [.. lines];
    }

    // A window that covers whole rows of maps without a halo is one run.
    private static TapRuns Merge(nint[] offsets, int length)
    {
        for (int t = 1; t < offsets.Length; t++)
            if (offsets[t] != offsets[t - 1] + length) return new TapRuns(offsets, length);
        return offsets.Length == 0 ? new TapRuns(offsets, length) : new TapRuns([offsets[0]], length * offsets.Length);
    }
}
