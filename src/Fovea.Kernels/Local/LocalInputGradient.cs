using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>The input gradient of a locally connected layer: dX[h,q,c] = Σ over the output pixels p whose window holds (h, q), and over o, of dY[p,o]·w[p,tap,c,o].</summary>
/// <remarks>
/// A worker owns input pixels × 16 channels and gathers, so that nobody adds to another's sums. Small batches take dot products along o of
/// the weights as they lie; large ones meet them transposed in a panel, as in <see cref="LocalForward"/>. The order of a sum is that of the
/// window's taps; no halo is read.
/// </remarks>
public sealed unsafe class LocalInputGradient : Call
{
    private readonly ConvGeometry g;
    private readonly Maps dy, dx;
    private readonly float* weight;
    private readonly float* scratch;
    private readonly int owners, most;
    private readonly bool accumulate;
    private readonly KernelVariant variant;

    /// <summary>Checks the sizes.</summary>
    /// <param name="name">The layer.</param>
    /// <param name="g">Sizes, without groups and dilation.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="dx">Gradient of the input.</param>
    /// <param name="weight">[OutH·OutW][KernelH·KernelW·InC][OutC].</param>
    /// <param name="scratch"><see cref="ScratchFloats"/> for each worker.</param>
    /// <param name="owners">How many workers have scratch.</param>
    /// <param name="accumulate">Add to dx.</param>
    /// <param name="variant">Kernel variant.</param>
    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    public LocalInputGradient(string name, in ConvGeometry g, Maps dy, Maps dx, FloatBlock weight, FloatBlock scratch, int owners, bool accumulate = false,
        KernelVariant variant = KernelVariant.Auto)
        : base($"{name} local input gradient {g.InH}×{g.InW}×{g.InC}", LocalWork.Of(in g, false, dy, dx, accumulate ? dx : default))
    {
        LocalWork.Check(in g, dx, dy, weight, readsHalo: false);
        if (scratch.Length < owners * ScratchFloats(in g)) throw new ArgumentException($"{scratch.Length} floats of scratch for {owners} workers", nameof(scratch));
        (this.g, this.dy, this.dx, this.owners, this.accumulate) = (g, dy, dx, owners, accumulate);
        this.weight = weight.Pointer;
        this.scratch = scratch.Pointer;
        this.variant = KernelTable.Resolve(variant);
        most = MostTaps(in g);
    }

    /// <summary>Floats that one worker needs.</summary>
    public static long ScratchFloats(in ConvGeometry g) => 16L * (1 + (long)MostTaps(in g) * g.OutC) + (4L * MostTaps(in g) + 15) / 16 * 16;

    private static int MostTaps(in ConvGeometry g) => ((g.KernelH - 1) / g.StrideH + 1) * ((g.KernelW - 1) / g.StrideW + 1);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        // By the plan's batch, not by the run's: dot products are added in another order, and an image's numbers do not depend on its neighbours.
        if (LocalWork.Streams(variant, dy.N)) Stream(step);
        else if (variant == KernelVariant.Avx512) Run<MicroKernelAvx512>(step);
        else if (variant == KernelVariant.Avx2) Run<MicroKernelAvx2>(step);
        else if (variant == KernelVariant.Vector128) Run<MicroKernelVector128>(step);
        else Run<MicroKernelReference>(step);
    }

    [SkipLocalsInit]
    private void Run<TKernel>(in Step step) where TKernel : struct, IMicroKernel
    {
        const int rows = PanelProduct.MostRows;
        float* tail = stackalloc float[128];
        float** xs = stackalloc float*[rows + 8], ys = stackalloc float*[rows + 8];
        float* panel = scratch + step.Worker * (nint)ScratchFloats(in g);
        nint* offsets = (nint*)(panel + 16 * (1 + (nint)most * g.OutC)), blocks = offsets + most;
        int parts = (g.InC + 15) / 16;
        (int first, int end) = step.ShareAmong(owners, checked(g.InH * g.InW * parts));
        for (int unit = first; unit < end; unit++)
        {
            int pixel = unit / parts, part = unit % parts, lanes = Math.Min(16, g.InC - part * 16), width = lanes <= 8 ? 8 : 16;
            int taps = Taps(pixel, offsets, blocks);
            new Span<float>(panel, width).Clear();
            for (int t = 0; t < taps; t++)
                Panel.Transpose(weight + blocks[t] + (nint)part * 16 * g.OutC, g.OutC, panel + width * (1 + (nint)t * g.OutC), g.OutC, lanes, width);
            TapLoop loop = new() { Offsets = offsets, Count = taps, Length = g.OutC, Scratch = tail, Accumulate = accumulate };
            for (int image = 0; image < step.Batch; image += rows)
            {
                int count = Math.Min(rows, step.Batch - image);
                for (int r = 0; r < count + 8; r++)
                {
                    int n = image + Math.Min(r, count - 1);
                    xs[r] = dy.Row(n, 0);
                    ys[r] = To(n, pixel);
                }
                if (width == 8)
                    for (int r = 0; r < count; r += 8) TKernel.Tile8x8(xs + r, ys + r, part * 16, panel, lanes, &loop);
                else
                    for (int r = 0; r < count; r += TKernel.TilePixels) TKernel.TileWide(xs + r, ys + r, part * 16, panel, lanes, &loop);
            }
        }
    }

    private float* To(int n, int pixel) => dx.Row(n, pixel / g.InW) + (nint)(pixel % g.InW) * dx.PixelStride;

    // The output pixels whose window holds an input pixel: where their dY lies, and the weights [InC][OutC] of the tap.
    private int Taps(int pixel, nint* offsets, nint* blocks)
    {
        int count = 0;
        for (int u = 0; u < g.KernelH; u++)
        {
            int row = pixel / g.InW + g.PadTop - u, i = row / g.StrideH;
            if (row < 0 || row % g.StrideH != 0 || i >= g.OutH) continue;
            for (int v = 0; v < g.KernelW; v++)
            {
                int column = pixel % g.InW + g.PadLeft - v, j = column / g.StrideW;
                if (column < 0 || column % g.StrideW != 0 || j >= g.OutW) continue;
                offsets[count] = i * dy.RowStride + (nint)j * dy.PixelStride;
                blocks[count++] = (((nint)(i * g.OutW + j) * g.KernelH + u) * g.KernelW + v) * g.InC * g.OutC;
            }
        }
        return count;
    }

    private void Stream(in Step step)
    {
        nint* offsets = (nint*)(scratch + step.Worker * (nint)ScratchFloats(in g)), blocks = offsets + most;
        (int first, int end) = step.ShareAmong(owners, g.InH * g.InW);
        for (int pixel = first; pixel < end; pixel++)
        {
            int taps = Taps(pixel, offsets, blocks);
            for (int n = 0; n < step.Batch; n++)
            {
                float* from = dy.Row(n, 0), to = To(n, pixel);
                int c = 0;
                for (; c + 4 <= g.InC; c += 4) Dots4(from, c, taps, offsets, blocks, to + c);
                for (; c < g.InC; c++) Dots1(from, c, taps, offsets, blocks, to + c);
            }
        }
    }

    private void Dots4(float* from, int channel, int taps, nint* offsets, nint* blocks, float* to)
    {
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
        nint stride = g.OutC;
        for (int t = 0; t < taps; t++)
        {
            float* d = from + offsets[t], w = weight + blocks[t] + channel * stride;
            nint o = 0;
            for (; o + 8 <= stride; o += 8)
            {
                Vector256<float> v = Vector256.Load(d + o);
                s0 = Vector256.FusedMultiplyAdd(v, Vector256.Load(w + o), s0);
                s1 = Vector256.FusedMultiplyAdd(v, Vector256.Load(w + stride + o), s1);
                s2 = Vector256.FusedMultiplyAdd(v, Vector256.Load(w + 2 * stride + o), s2);
                s3 = Vector256.FusedMultiplyAdd(v, Vector256.Load(w + 3 * stride + o), s3);
            }
            if (o == stride) continue;
            int rest = (int)(stride - o);
            Vector256<float> last = Lanes.Load(d + o, rest);
            s0 = Vector256.FusedMultiplyAdd(last, Lanes.Load(w + o, rest), s0);
            s1 = Vector256.FusedMultiplyAdd(last, Lanes.Load(w + stride + o, rest), s1);
            s2 = Vector256.FusedMultiplyAdd(last, Lanes.Load(w + 2 * stride + o, rest), s2);
            s3 = Vector256.FusedMultiplyAdd(last, Lanes.Load(w + 3 * stride + o, rest), s3);
        }
        Vector128<float> sums = Vector128.Create(Vector256.Sum(s0), Vector256.Sum(s1), Vector256.Sum(s2), Vector256.Sum(s3));
        (accumulate ? Vector128.Load(to) + sums : sums).Store(to);
    }

    private void Dots1(float* from, int channel, int taps, nint* offsets, nint* blocks, float* to)
    {
        Vector256<float> sum = default;
        for (int t = 0; t < taps; t++)
            for (int o = 0; o < g.OutC; o += 8)
            {
                int lanes = Math.Min(8, g.OutC - o);
                sum = Vector256.FusedMultiplyAdd(Lanes.Load(from + offsets[t] + o, lanes), Lanes.Load(weight + blocks[t] + (nint)channel * g.OutC + o, lanes), sum);
            }
        *to = (accumulate ? *to : 0) + Vector256.Sum(sum);
    }
}
