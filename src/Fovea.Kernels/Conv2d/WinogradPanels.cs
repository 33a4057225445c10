using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>Weights in the Winograd domain: the bias, padded to whole panels, then for each frequency the panels of an InC × OutC matrix.</summary>
internal static unsafe class WinogradPanels
{
    /// <summary>Rows that are transformed together.</summary>
    public const int RowsPerUnit = 8;

    /// <summary>Floats before the first panel.</summary>
    public static int BiasFloats(int channels) => (channels + 15) / 16 * 16;

    /// <summary>Floats of bias and panels.</summary>
    public static long Length(int inC, int outC, int matrices) => BiasFloats(outC) + matrices * (long)Stride(new PanelLayout(inC, outC));

    /// <summary>Floats between frequencies: an odd number of cache lines, so that writing all of them does not thrash the cache.</summary>
    public static nint Stride(PanelLayout layout) => ((nint)layout.Length / 16 | 1) * 16;

    /// <summary>Transforms this worker's share of the weights [taps][inC][outC], or with <paramref name="transpose"/> of [taps][outC][inC] with the taps reversed.</summary>
    [SkipLocalsInit]
    public static void Pack<TTransform>(in Step step, int inC, int outC, float* w, float* bias, float* packed, bool transpose)
        where TTransform : struct, IWinogradTransform
    {
        int matrices = TTransform.Form.MatrixCount, taps = TTransform.Form.Taps;
        PanelLayout layout = new(inC, outC);
        float* panels = packed + BiasFloats(outC);
        float* buffer = stackalloc float[taps * RowsPerUnit * 16 + Winograd.WorkFloats + 16];
        buffer = (float*)(((nint)buffer + 63) & ~(nint)63);
        float* work = buffer + taps * RowsPerUnit * 16;
        int pieces = (inC + RowsPerUnit - 1) / RowsPerUnit;
        (int first, int last) = step.Share(layout.Count * pieces);
        if (step.Part == 0) Panel.CopyRow(bias, packed, outC, BiasFloats(outC));
        for (int unit = first; unit < last; unit++)
        {
            int panel = unit / pieces, row = unit % pieces * RowsPerUnit, width = layout.Width(panel);
            float* u = panels + panel * layout.Stride;
            if (row == 0)
                for (int f = 0; f < matrices; f++) new Span<float>(u + f * Stride(layout), width).Clear();
            PackRows<TTransform>(layout, panel, row, Math.Min(RowsPerUnit, inC - row), w, inC, outC, transpose, u + (nint)(row + 1) * width, Stride(layout), buffer, work);
        }
    }

    /// <summary>Transforms up to <see cref="RowsPerUnit"/> rows (input channels) of one panel; the buffer holds taps × 128 floats.</summary>
    public static void PackRows<TTransform>(PanelLayout layout, int panel, int row, int rows, float* w, int inC, int outC, bool transpose, float* u,
        nint frequency, float* buffer, float* work)
        where TTransform : struct, IWinogradTransform
    {
        int width = layout.Width(panel), lanes = layout.Lanes(panel), taps = TTransform.Form.Taps;
        nint tap = RowsPerUnit * width;
        if (row + rows < inC) Fetch(panel * 16, row + rows, lanes, w, inC, outC, taps, transpose);
        for (int t = 0; t < taps; t++)
        {
            float* to = buffer + t * tap;
            if (transpose) Panel.Transpose(w + ((nint)(taps - 1 - t) * outC + panel * 16) * inC + row, inC, to, rows, lanes, width);
            else
                for (int r = 0; r < rows; r++) Panel.CopyRow(w + ((nint)t * inC + row + r) * outC + panel * 16, to + r * width, lanes, width);
        }
        for (int c = 0; c < rows * width; c += 8) TTransform.Filter<Ops256, Vector256<float>>(buffer + c, tap, u + c, frequency, work);
    }

    // A panel's rows lie whole rows of the matrix apart, often in pages of their own: no hardware prefetcher follows them.
    private static void Fetch(int channel, int row, int lanes, float* w, int inC, int outC, int taps, bool transpose)
    {
        if (!Sse.IsSupported) return;
        int lines = transpose ? lanes : Math.Min(RowsPerUnit, inC - row);
        nint step = transpose ? inC : outC, tap = (nint)inC * outC;
        float* from = transpose ? w + (nint)channel * inC + row : w + (nint)row * outC + channel;
        for (int t = 0; t < taps; t++, from += tap)
            for (int r = 0; r < lines; r++) Sse.Prefetch0(from + r * step);
    }
}
