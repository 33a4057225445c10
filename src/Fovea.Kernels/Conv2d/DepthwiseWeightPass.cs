using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>The weight gradient of a depthwise convolution: lanes are channels, nine taps share each dY.</summary>
/// <remarks>A worker owns channels; every sum runs over the pixels in order. Channels that do not fill 8 lanes are computed one by one.</remarks>
internal sealed unsafe class DepthwiseWeightPass
{
    private const int MostPixels = 256;
    private readonly PixelGrid grid;
    private readonly float* x;
    private readonly float* dy;
    private readonly float* dw;
    private readonly float* db;
    private readonly int channels;
    private readonly nint[] offsets;

    public DepthwiseWeightPass(in ConvGeometry g, in PixelGrid grid, float* x, nint rowStride, float* dy, float* dw, float* db)
    {
        this.grid = grid;
        this.x = x;
        this.dy = dy;
        this.dw = dw;
        this.db = db;
        channels = g.InC;
        offsets = new nint[g.KernelH * g.KernelW];
        for (int t = 0; t < offsets.Length; t++)
            offsets[t] = t / g.KernelW * g.DilationH * rowStride + (nint)(t % g.KernelW) * g.DilationW * g.InC;
    }

    /// <summary>Computes this worker's channels.</summary>
    public void Run(in Step step)
    {
        (int first, int last) = step.Share((channels + 7) / 8);
        int pixels = step.Batch * grid.ImagePixels, rowLength = Math.Max(1, grid.RowLength(pixels));
        int start = first * 8, end = Math.Min(channels, last * 8), vectors = start + Math.Max(0, end - start) / 8 * 8;
        if (start >= end) return;
        for (int t = 0; t < offsets.Length; t++) new Span<float>(dw + (nint)t * channels + start, end - start).Clear();
        if (db is not null) new Span<float>(db + start, end - start).Clear();

        // Row by row, so that a row serves all channels and taps while it is in the cache.
        for (int r = 0; r < pixels / rowLength; r++)
            for (int from = 0; from < rowLength; from += MostPixels)
            {
                float* p = x + grid.X(r) + from * grid.XCol, q = dy + grid.Y(r) + from * grid.YCol;
                int count = Math.Min(MostPixels, rowLength - from);
                for (int c = start; c < vectors; c += 8)
                {
                    for (int t = 0; t < offsets.Length; t += 9) Nine(p + c, q + c, c, t, count);
                    if (db is not null) BiasEight(q + c, c, count);
                }
                for (int c = vectors; c < end; c++) One(p + c, q + c, c, count);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Nine(float* p, float* q, nint c, int tap, int count)
    {
        int last = offsets.Length - 1;
        nint o0 = offsets[tap], o1 = offsets[Math.Min(tap + 1, last)], o2 = offsets[Math.Min(tap + 2, last)], o3 = offsets[Math.Min(tap + 3, last)];
        nint o4 = offsets[Math.Min(tap + 4, last)], o5 = offsets[Math.Min(tap + 5, last)], o6 = offsets[Math.Min(tap + 6, last)];
        nint o7 = offsets[Math.Min(tap + 7, last)], o8 = offsets[Math.Min(tap + 8, last)];
        Vector256<float> a0 = Get(tap, c), a1 = Get(tap + 1, c), a2 = Get(tap + 2, c), a3 = Get(tap + 3, c), a4 = Get(tap + 4, c);
        Vector256<float> a5 = Get(tap + 5, c), a6 = Get(tap + 6, c), a7 = Get(tap + 7, c), a8 = Get(tap + 8, c);
        nint xStep = grid.XCol, dyStep = grid.YCol;
        for (int j = 0; j < count; j++, p += xStep, q += dyStep)
        {
            Vector256<float> d = Vector256.Load(q);
            a0 = Vector256.MultiplyAddEstimate(d, Vector256.Load(p + o0), a0);
            a1 = Vector256.MultiplyAddEstimate(d, Vector256.Load(p + o1), a1);
            a2 = Vector256.MultiplyAddEstimate(d, Vector256.Load(p + o2), a2);
            a3 = Vector256.MultiplyAddEstimate(d, Vector256.Load(p + o3), a3);
            a4 = Vector256.MultiplyAddEstimate(d, Vector256.Load(p + o4), a4);
            a5 = Vector256.MultiplyAddEstimate(d, Vector256.Load(p + o5), a5);
            a6 = Vector256.MultiplyAddEstimate(d, Vector256.Load(p + o6), a6);
            a7 = Vector256.MultiplyAddEstimate(d, Vector256.Load(p + o7), a7);
            a8 = Vector256.MultiplyAddEstimate(d, Vector256.Load(p + o8), a8);
        }
        Put(a0, tap, c);
        Put(a1, tap + 1, c);
        Put(a2, tap + 2, c);
        Put(a3, tap + 3, c);
        Put(a4, tap + 4, c);
        Put(a5, tap + 5, c);
        Put(a6, tap + 6, c);
        Put(a7, tap + 7, c);
        Put(a8, tap + 8, c);
    }

    private Vector256<float> Get(int tap, nint c) => tap < offsets.Length ? Vector256.Load(dw + (nint)tap * channels + c) : default;

    private void Put(Vector256<float> sum, int tap, nint c)
    {
        if (tap < offsets.Length) sum.Store(dw + (nint)tap * channels + c);
    }

    private void BiasEight(float* q, nint c, int count)
    {
        Vector256<float> total = Vector256.Load(db + c);
        for (int j = 0; j < count; j++, q += grid.YCol) total += Vector256.Load(q);
        total.Store(db + c);
    }

    private void One(float* p, float* q, nint c, int count)
    {
        for (int j = 0; j < count; j++, p += grid.XCol, q += grid.YCol)
        {
            for (int t = 0; t < offsets.Length; t++)
            {
                float* sum = dw + (nint)t * channels + c;
                *sum = float.MultiplyAddEstimate(p[offsets[t]], *q, *sum);
            }
            if (db is not null) db[c] += *q;
        }
    }
}
