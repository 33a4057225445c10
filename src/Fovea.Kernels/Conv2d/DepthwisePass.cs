using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>A depthwise convolution, forward or one phase of its input gradient: lanes are channels. Eight outputs of a row share what they read where the window has three columns, else four pixels share each weight.</summary>
/// <remarks>Channels that do not fill 8 lanes are computed one by one. Weights are [1 + taps][C], the bias first.</remarks>
internal sealed unsafe class DepthwisePass
{
    private const int Block = 64;
    private readonly PixelGrid grid;
    private readonly float* x;
    private readonly float* y;
    private readonly float* weights;
    private readonly int channels;
    private readonly nint[] offsets;
    private readonly nint[] weightRows;
    private readonly bool accumulate;
    private readonly Clamp clamp;
    private readonly int rowStride;

    private DepthwisePass(in PixelGrid grid, float* x, float* y, float* weights, int channels, nint[] offsets, nint[] weightRows, bool accumulate, Clamp clamp)
    {
        rowStride = RowStride(in grid, channels, offsets);
        this.grid = grid;
        this.x = x;
        this.y = y;
        this.weights = weights;
        this.channels = channels;
        this.offsets = offsets;
        this.weightRows = weightRows;
        this.accumulate = accumulate;
        this.clamp = clamp;
    }

    public static DepthwisePass Forward(in ConvGeometry g, in Maps x, in Maps y, float* weights, bool accumulate, Clamp clamp)
    {
        nint rowStride = x.RowStride;
        float* origin = x.Origin - g.PadTop * rowStride - (nint)g.PadLeft * g.InC;
        PixelGrid grid = new(g.OutH, g.OutW, x.ImageStride, g.StrideH * rowStride, (nint)g.StrideW * g.InC, y.ImageStride, y.RowStride, g.OutC);
        int taps = g.KernelH * g.KernelW;
        nint[] offsets = new nint[taps], rows = new nint[taps];
        for (int t = 0; t < taps; t++)
        {
            offsets[t] = t / g.KernelW * g.DilationH * rowStride + (nint)(t % g.KernelW) * g.DilationW * g.InC;
            rows[t] = (nint)(t + 1) * g.InC;
        }
        return new DepthwisePass(in grid, origin, y.Origin, weights, g.InC, offsets, rows, accumulate, clamp);
    }

    public static DepthwisePass InputGradient(in ConvGeometry g, in ConvTaps.Phase phase, in PixelGrid grid, float* dy, nint rowStride, float* dx,
        float* weights, bool accumulate)
    {
        ConvTaps.PhaseTap[] taps = phase.Taps;
        nint[] offsets = new nint[taps.Length], rows = new nint[taps.Length];
        for (int t = 0; t < taps.Length; t++)
        {
            offsets[t] = taps[t].Row * rowStride + (nint)taps[t].Col * g.OutC;
            rows[t] = (nint)(taps[t].U * g.KernelW + taps[t].V + 1) * g.OutC;
        }
        return new DepthwisePass(in grid, dy, dx, weights, g.InC, offsets, rows, accumulate, Clamp.None);
    }

    /// <summary>Computes this worker's share of the pixels.</summary>
    public void Run(in Step step, KernelVariant variant)
    {
        bool wide = variant == KernelVariant.Avx512 && channels >= 16;
        if (rowStride == 0 || channels < 8 || variant is not (KernelVariant.Avx512 or KernelVariant.Avx2)) RunPixels(in step, variant);
        else RunRows(in step, wide);
    }

    // 1 or 2 where the window has three neighbouring columns and rows are long enough for eight outputs, else 0.
    private static int RowStride(in PixelGrid grid, int channels, nint[] offsets)
    {
        if (offsets.Length == 0 || offsets.Length % 3 != 0 || grid.ImagePixels / grid.Rows < DepthwiseRow.Outputs) return 0;
        for (int t = 0; t < offsets.Length; t++)
            if (t % 3 != 0 && offsets[t] != offsets[t - 1] + channels) return 0;
        return grid.XCol == channels ? 1 : grid.XCol == 2 * channels ? 2 : 0;
    }

    private void RunRows(in Step step, bool wide)
    {
        int length = grid.RowLength(step.Batch * grid.ImagePixels), rows = step.Batch * grid.ImagePixels / length;
        (int first, int last) = step.Share(rows);
        int sixteens = wide ? channels / 16 * 16 : 0, eights = channels / 8 * 8;
        nint xStep = DepthwiseRow.Outputs * grid.XCol, yStep = DepthwiseRow.Outputs * grid.YCol;
        fixed (nint* tap = offsets, row = weightRows)
        {
            DepthwiseTaps taps = new() { Offsets = tap, WeightRows = row, Rows = offsets.Length / 3, Accumulate = accumulate, Clamp = clamp };
            nint ahead = tap[offsets.Length - 3];
            for (int r = first; r < last; r++)
            {
                float* p = x + grid.X(r), q = y + grid.Y(r);
                nint next = r + 1 < last ? grid.X(r + 1) - grid.X(r) : 0;
                int i = 0;
                for (; i + DepthwiseRow.Outputs <= length; i += DepthwiseRow.Outputs, p += xStep, q += yStep)
                {
                    Fetch(p + ahead, next, xStep);
                    Outputs(p, q, 0, sixteens, in taps, wide: true);
                    Outputs(p, q, sixteens, eights, in taps, wide: false);
                }
                if (i < length && !accumulate)
                {
                    // The last eight outputs, some of them for the second time: cheaper than one by one.
                    nint back = DepthwiseRow.Outputs - (length - i);
                    Outputs(p - back * grid.XCol, q - back * grid.YCol, 0, sixteens, in taps, wide: true);
                    Outputs(p - back * grid.XCol, q - back * grid.YCol, sixteens, eights, in taps, wide: false);
                    i = length;
                }
                for (; i < length; i++, p += grid.XCol, q += grid.YCol)
                    for (int c = 0; c < eights; c += 8) Single(p + c, q + c, weights + c, in taps);
                p = x + grid.X(r);
                q = y + grid.Y(r);
                for (int c = eights; c < channels; c++)
                    for (int j = 0; j < length; j++) One(p + j * grid.XCol + c, q + j * grid.YCol + c, weights + c, tap, row, offsets.Length);
            }
        }
    }

    private void Outputs(float* p, float* q, int from, int to, in DepthwiseTaps taps, bool wide)
    {
        if (from == to) return;
        p += from;
        q += from;
        if (rowStride == 1)
        {
            if (wide) DepthwiseRow.Eight<Ops512, Vector512<float>>(p, grid.XCol, q, grid.YCol, weights + from, to - from, in taps);
            else DepthwiseRow.Eight<Ops256, Vector256<float>>(p, grid.XCol, q, grid.YCol, weights + from, to - from, in taps);
        }
        else if (wide) DepthwiseRow.EightStride2<Ops512, Vector512<float>>(p, channels, q, grid.YCol, weights + from, to - from, in taps);
        else DepthwiseRow.EightStride2<Ops256, Vector256<float>>(p, channels, q, grid.YCol, weights + from, to - from, in taps);
    }

    // The rows that enter the window with the next output row: memory brings them while this row is computed.
    private void Fetch(float* lastRow, nint next, nint floats)
    {
        if (next == 0) return;
        for (nint row = 0; row < rowStride; row++)
        {
            float* from = lastRow + next - row * (next / rowStride);
            for (nint f = 0; f < floats; f += 16) Sse.Prefetch1(from + f);
        }
    }

    private static void Single(float* p, float* q, float* w, in DepthwiseTaps taps)
    {
        Vector256<float> sum = Vector256.Load(w);
        for (int t = 0; t < 3 * taps.Rows; t++) sum = Fma.MultiplyAdd(Vector256.Load(p + taps.Offsets[t]), Vector256.Load(w + taps.WeightRows[t]), sum);
        if (taps.Accumulate) sum += Vector256.Load(q);
        taps.Clamp.Apply(sum).Store(q);
    }

    [SkipLocalsInit]
    private void RunPixels(in Step step, KernelVariant variant)
    {
        (int first, int last) = step.Share(step.Batch * grid.ImagePixels);
        float** xs = stackalloc float*[Block + 4];
        float** ys = stackalloc float*[Block + 4];
        int vectors = variant == KernelVariant.Reference ? 0 : channels / 8 * 8;
        fixed (nint* tap = offsets, row = weightRows)
            for (int p = first; p < last; p += Block)
            {
                int n = Math.Min(Block, last - p);
                grid.Fill(x, y, p, n, xs, ys);
                for (int i = n; i < n + 4; i++)
                {
                    xs[i] = xs[n - 1];
                    ys[i] = ys[n - 1];
                }
                // Channels innermost: a tile's window fits the first-level cache, a row of windows does not.
                for (int t = 0; t < n; t += 4)
                    for (int c = 0; c < vectors; c += 8) Four(xs + t, ys + t, c, tap, row, offsets.Length);
                for (int c = vectors; c < channels; c++)
                    for (int t = 0; t < n; t++) One(xs[t] + c, ys[t] + c, weights + c, tap, row, offsets.Length);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Four(float** xs, float** ys, nint c, nint* tap, nint* row, int taps)
    {
        float* x0 = xs[0] + c, x1 = xs[1] + c, x2 = xs[2] + c, x3 = xs[3] + c, w = weights + c;
        Vector256<float> a0 = Vector256.Load(w), a1 = a0, a2 = a0, a3 = a0;
        for (nint t = 0; t < taps; t++)
        {
            nint i = tap[t];
            Vector256<float> v = Vector256.Load(w + row[t]);
            a0 = Vector256.MultiplyAddEstimate(Vector256.Load(x0 + i), v, a0);
            a1 = Vector256.MultiplyAddEstimate(Vector256.Load(x1 + i), v, a1);
            a2 = Vector256.MultiplyAddEstimate(Vector256.Load(x2 + i), v, a2);
            a3 = Vector256.MultiplyAddEstimate(Vector256.Load(x3 + i), v, a3);
        }
        float* y0 = ys[0] + c, y1 = ys[1] + c, y2 = ys[2] + c, y3 = ys[3] + c;
        if (accumulate)
        {
            a0 += Vector256.Load(y0);
            a1 += Vector256.Load(y1);
            a2 += Vector256.Load(y2);
            a3 += Vector256.Load(y3);
        }
        if (clamp != Clamp.None)
        {
            a0 = clamp.Apply(a0);
            a1 = clamp.Apply(a1);
            a2 = clamp.Apply(a2);
            a3 = clamp.Apply(a3);
        }
        a0.Store(y0);
        a1.Store(y1);
        a2.Store(y2);
        a3.Store(y3);
    }

    private void One(float* from, float* to, float* w, nint* tap, nint* row, int taps)
    {
        float sum = *w;
        for (nint t = 0; t < taps; t++) sum = float.MultiplyAddEstimate(from[tap[t]], w[row[t]], sum);
        if (accumulate) sum += *to;
        *to = clamp.Apply(sum);
    }
}
