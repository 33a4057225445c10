using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>Products of two activations: one is packed into panels where it is used, the other is read by its rows.</summary>
internal static unsafe class PanelProduct
{
    /// <summary>Most rows of one product.</summary>
    public const int MostRows = 48;

    /// <summary>Packs K × channels numbers: from K rows, or from as many rows as there are channels when they lie transposed. The bias is zero.</summary>
    public static void Pack(float* from, nint stride, bool transposed, float* panels, PanelLayout layout)
    {
        for (int panel = 0; panel < layout.Count; panel++)
        {
            int width = layout.Width(panel), lanes = layout.Lanes(panel);
            float* to = panels + panel * layout.Stride;
            new Span<float>(to, width).Clear();
            to += width;
            if (transposed) Panel.Transpose(from + panel * 16 * stride, stride, to, layout.K, lanes, width);
            else
                for (int k = 0; k < layout.K; k++, to += width) Panel.CopyRow(from + k * stride + panel * 16, to, lanes, width);
        }
    }

    /// <summary>y[r][c] = Σ_k x[r][k]·panel[first + k][c], or y += , for up to <see cref="MostRows"/> rows and the channels of some panels.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="xStride">Floats between rows.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="panels">Packed numbers.</param>
    /// <param name="layout">Their form.</param>
    /// <param name="firstRow">Panel row, after the bias, that meets x[r][0].</param>
    /// <param name="length">Numbers in a sum, at least 1.</param>
    /// <param name="firstPanel">The panel that gives y[r][0] and so on.</param>
    /// <param name="lastPanel">The panel after the last.</param>
    /// <param name="y">The first row of the result.</param>
    /// <param name="yStride">Floats between its rows.</param>
    /// <param name="accumulate">Add to y.</param>
    [SkipLocalsInit]
    public static void Multiply<TKernel>(float* x, nint xStride, int rows, float* panels, PanelLayout layout, int firstRow, int length, int firstPanel, int lastPanel,
        float* y, nint yStride, bool accumulate) where TKernel : struct, IMicroKernel
    {
        float* scratch = stackalloc float[128];
        float** xs = stackalloc float*[MostRows + 8], ys = stackalloc float*[MostRows + 8];
        nint offset = 0;
        // Behind the last row stands the last row again, to fill the last tile.
        for (int r = 0; r < rows + 8; r++)
        {
            int row = Math.Min(r, rows - 1);
            xs[r] = x + row * xStride;
            ys[r] = y + row * yStride;
        }
        TapLoop taps = new() { Offsets = &offset, Count = 1, Length = length, FirstRow = firstRow, Scratch = scratch, Accumulate = accumulate };
        for (int panel = firstPanel; panel < lastPanel; panel++)
        {
            int lanes = layout.Lanes(panel);
            float* w = panels + panel * layout.Stride;
            nint channel = (panel - firstPanel) * 16;
            if (lanes <= 8)
                for (int r = 0; r < rows; r += 8) TKernel.Tile8x8(xs + r, ys + r, channel, w, lanes, &taps);
            else
                for (int r = 0; r < rows; r += TKernel.TilePixels) TKernel.TileWide(xs + r, ys + r, channel, w, lanes, &taps);
        }
    }
}
