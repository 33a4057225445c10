using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>A convolution with a window of its own at each output pixel; see <see cref="LocalReference"/>.</summary>
/// <remarks>
/// A worker owns output pixels × 16 channels. Small batches stream the weights as they lie; large ones meet them in a panel that stays in
/// the first-level cache while tiles of images, lanes being channels, pass over it: a weight comes from memory once a run. Sums start at the
/// bias and run over the taps row by row. Taps beyond the border read the halo.
/// </remarks>
public sealed unsafe class LocalForward : Call
{
    private readonly ConvGeometry g;
    private readonly Maps x, y;
    private readonly float* weight;
    private readonly float* bias;
    private readonly float* scratch;
    private readonly int owners;
    private readonly Clamp clamp;
    private readonly bool accumulate;
    private readonly KernelVariant variant;
    private readonly PanelLayout layout;
    private readonly nint[] rows;

    /// <summary>Checks the sizes.</summary>
    /// <param name="name">The layer.</param>
    /// <param name="g">Sizes, without groups and dilation.</param>
    /// <param name="x">Input with the halo of g.</param>
    /// <param name="y">Output.</param>
    /// <param name="weight">[OutH·OutW][KernelH·KernelW·InC][OutC].</param>
    /// <param name="bias">[OutH·OutW][OutC], or no block.</param>
    /// <param name="scratch"><see cref="ScratchFloats"/> for each worker.</param>
    /// <param name="owners">How many workers have scratch.</param>
    /// <param name="clamp">What happens to a sum before it is stored.</param>
    /// <param name="accumulate">Add to y.</param>
    /// <param name="variant">Kernel variant.</param>
    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    public LocalForward(string name, in ConvGeometry g, Maps x, Maps y, FloatBlock weight, FloatBlock bias, FloatBlock scratch, int owners,
        Clamp clamp = Clamp.None, bool accumulate = false, KernelVariant variant = KernelVariant.Auto)
        : base($"{name} local {g.OutH}×{g.OutW}×{g.OutC}{clamp.Suffix()}", LocalWork.Of(in g, bias.Exists, x, y, accumulate ? y : default))
    {
        LocalWork.Check(in g, x, y, weight, readsHalo: true);
        if (bias.Exists && bias.Length != y.PixelFloats) throw new ArgumentException($"{bias.Length} offsets, {y.PixelFloats} needed", nameof(bias));
        if (scratch.Length < owners * ScratchFloats(in g)) throw new ArgumentException($"{scratch.Length} floats of scratch for {owners} workers", nameof(scratch));
        (this.g, this.x, this.y, this.owners, this.clamp, this.accumulate) = (g, x, y, owners, clamp, accumulate);
        this.weight = weight.Pointer;
        this.bias = bias.Exists ? bias.Pointer : null;
        this.scratch = scratch.Pointer;
        this.variant = KernelTable.Resolve(variant);
        layout = new PanelLayout(g.KernelH * g.KernelW * g.InC, g.OutC);
        rows = new nint[g.KernelH];
        for (int u = 0; u < rows.Length; u++) rows[u] = u * x.RowStride;
    }

    /// <summary>Floats that one worker needs.</summary>
    public static long ScratchFloats(in ConvGeometry g) => 16L * (g.KernelH * g.KernelW * g.InC + 1);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (LocalWork.Streams(variant, step.Batch)) Stream(step);
        else if (variant == KernelVariant.Avx512) Run<MicroKernelAvx512>(step);
        else if (variant == KernelVariant.Avx2) Run<MicroKernelAvx2>(step);
        else if (variant == KernelVariant.Vector128) Run<MicroKernelVector128>(step);
        else Run<MicroKernelReference>(step);
    }

    [SkipLocalsInit]
    private void Run<TKernel>(in Step step) where TKernel : struct, IMicroKernel
    {
        const int most = PanelProduct.MostRows;
        float* tail = stackalloc float[128];
        float** xs = stackalloc float*[most + 8], ys = stackalloc float*[most + 8];
        float* panel = scratch + step.Worker * (nint)ScratchFloats(in g);
        (int first, int end) = step.ShareAmong(owners, checked(g.OutH * g.OutW * layout.Count));
        fixed (nint* offsets = rows)
        {
            TapLoop taps = new() { Offsets = offsets, Count = g.KernelH, Length = g.KernelW * g.InC, Scratch = tail, Accumulate = accumulate, Clamp = clamp };
            for (int unit = first; unit < end; unit++)
            {
                int pixel = unit / layout.Count, part = unit % layout.Count, lanes = layout.Lanes(part), width = layout.Width(part);
                Pack(pixel, part, panel);
                for (int image = 0; image < step.Batch; image += most)
                {
                    int count = Math.Min(most, step.Batch - image);
                    // Behind the last image stands the last again, to fill the last tile.
                    for (int r = 0; r < count + 8; r++)
                    {
                        int n = image + Math.Min(r, count - 1);
                        xs[r] = From(n, pixel);
                        ys[r] = To(n, pixel);
                    }
                    if (width == 8)
                        for (int r = 0; r < count; r += 8) TKernel.Tile8x8(xs + r, ys + r, part * 16, panel, lanes, &taps);
                    else
                        for (int r = 0; r < count; r += TKernel.TilePixels) TKernel.TileWide(xs + r, ys + r, part * 16, panel, lanes, &taps);
                }
            }
        }
    }

    private float* From(int n, int pixel) => x.Row(n, pixel / g.OutW * g.StrideH - g.PadTop) + (nint)(pixel % g.OutW * g.StrideW - g.PadLeft) * g.InC;

    private float* To(int n, int pixel) => y.Row(n, pixel / g.OutW) + (nint)(pixel % g.OutW) * y.PixelStride;

    private void Pack(int pixel, int part, float* to)
    {
        int width = layout.Width(part), lanes = layout.Lanes(part);
        float* from = weight + (nint)pixel * layout.K * g.OutC + part * 16;
        Panel.CopyRow(bias is null ? null : bias + (nint)pixel * g.OutC + part * 16, to, lanes, width);
        to += width;
        for (int k = 0; k < layout.K; k++, from += g.OutC, to += width) Panel.CopyRow(from, to, lanes, width);
    }

    private void Stream(in Step step)
    {
        // 32 channels at a time: whole cache lines, and four sums that do not wait for each other.
        const int wide = 32;
        int parts = (g.OutC + wide - 1) / wide;
        (int first, int end) = step.Share(checked(g.OutH * g.OutW * parts));
        for (int unit = first; unit < end; unit++)
        {
            int pixel = unit / parts, channel = unit % parts * wide, last = Math.Min(g.OutC, channel + wide);
            for (int n = 0; n < step.Batch; n++)
            {
                if (last - channel == wide) Stream32(From(n, pixel), pixel, channel, To(n, pixel) + channel);
                else
                    for (int c = channel; c < last; c += 16) Stream16(From(n, pixel), pixel, c, Math.Min(16, last - c), To(n, pixel) + c);
            }
        }
    }

    private void Stream32(float* from, int pixel, int channel, float* to)
    {
        float* w = weight + (nint)pixel * layout.K * g.OutC + channel, b = bias is null ? null : bias + (nint)pixel * g.OutC + channel;
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
        if (b is not null) (s0, s1, s2, s3) = (Vector256.Load(b), Vector256.Load(b + 8), Vector256.Load(b + 16), Vector256.Load(b + 24));
        nint length = (nint)g.KernelW * g.InC, stride = g.OutC;
        for (int u = 0; u < g.KernelH; u++, from += x.RowStride)
            for (nint i = 0; i < length; i++, w += stride)
            {
                Vector256<float> v = Vector256.Create(from[i]);
                s0 = Vector256.FusedMultiplyAdd(v, Vector256.Load(w), s0);
                s1 = Vector256.FusedMultiplyAdd(v, Vector256.Load(w + 8), s1);
                s2 = Vector256.FusedMultiplyAdd(v, Vector256.Load(w + 16), s2);
                s3 = Vector256.FusedMultiplyAdd(v, Vector256.Load(w + 24), s3);
            }
        Finish(to, s0, 8);
        Finish(to + 8, s1, 8);
        Finish(to + 16, s2, 8);
        Finish(to + 24, s3, 8);
    }

    private void Stream16(float* from, int pixel, int channel, int lanes, float* to)
    {
        float* w = weight + (nint)pixel * layout.K * g.OutC + channel, b = bias is null ? null : bias + (nint)pixel * g.OutC + channel;
        int low = Math.Min(lanes, 8), high = lanes - low;
        Vector256<float> s0 = default, s1 = default;
        if (b is not null) (s0, s1) = (Lanes.Load(b, low), Lanes.Load(b + 8, high));
        nint length = (nint)g.KernelW * g.InC, stride = g.OutC;
        for (int u = 0; u < g.KernelH; u++, from += x.RowStride)
            if (lanes == 16)
                for (nint i = 0; i < length; i++, w += stride)
                {
                    Vector256<float> v = Vector256.Create(from[i]);
                    s0 = Vector256.FusedMultiplyAdd(v, Vector256.Load(w), s0);
                    s1 = Vector256.FusedMultiplyAdd(v, Vector256.Load(w + 8), s1);
                }
            else
                for (nint i = 0; i < length; i++, w += stride)
                {
                    Vector256<float> v = Vector256.Create(from[i]);
                    s0 = Vector256.FusedMultiplyAdd(v, Lanes.Load(w, low), s0);
                    s1 = Vector256.FusedMultiplyAdd(v, Lanes.Load(w + 8, high), s1);
                }
        Finish(to, s0, low);
        if (high > 0) Finish(to + 8, s1, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish(float* to, Vector256<float> sum, int lanes)
    {
        if (accumulate) sum += Lanes.Load(to, lanes);
        Lanes.Store(to, clamp.Apply(sum), lanes);
    }
}
