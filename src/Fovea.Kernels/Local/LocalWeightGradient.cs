using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>The weight gradient of a locally connected layer: dW[p][k][o] = Σ over the images of x[p's window][k]·dY[p][o].</summary>
/// <remarks>
/// A worker owns output pixels × rows of the window. Small batches write each weight's sum at once; for large ones dY is
/// copied to [image][16], and so is the window's row where images lie at the same places of the cache; tiles of 6 or 8 inputs × 16 channels
/// run over the images in order.
/// </remarks>
public sealed unsafe class LocalWeightGradient : Call
{
    private readonly ConvGeometry g;
    private readonly Maps x, dy;
    private readonly float* dw;
    private readonly float* scratch;
    private readonly int owners, images;
    private readonly KernelVariant variant;
    private readonly PanelLayout layout;
    private readonly bool spread;

    /// <summary>Checks the sizes.</summary>
    /// <param name="name">The layer.</param>
    /// <param name="g">Sizes, without groups and dilation.</param>
    /// <param name="x">Input with the halo of g.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="dw">[OutH·OutW][KernelH·KernelW·InC][OutC], overwritten.</param>
    /// <param name="scratch"><see cref="ScratchFloats"/> for each worker.</param>
    /// <param name="owners">How many workers have scratch.</param>
    /// <param name="variant">Kernel variant.</param>
    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    public LocalWeightGradient(string name, in ConvGeometry g, Maps x, Maps dy, FloatBlock dw, FloatBlock scratch, int owners, KernelVariant variant = KernelVariant.Auto)
        : base($"{name} local weight gradient {g.OutH}×{g.OutW}×{g.OutC}", LocalWork.Of(in g, false, x, dy))
    {
        LocalWork.Check(in g, x, dy, dw, readsHalo: true);
        images = x.N;
        if (scratch.Length < owners * ScratchFloats(in g, images)) throw new ArgumentException($"{scratch.Length} floats of scratch for {owners} workers", nameof(scratch));
        (this.g, this.x, this.dy, this.owners) = (g, x, dy, owners);
        this.dw = dw.Pointer;
        this.scratch = scratch.Pointer;
        this.variant = KernelTable.Resolve(variant);
        layout = new PanelLayout(g.KernelW * g.InC, g.OutC);
        spread = IsSpread(x.ImageStride, layout.K, images);
    }

    /// <summary>Floats that one worker needs for batches of up to <paramref name="images"/>.</summary>
    public static long ScratchFloats(in ConvGeometry g, int images) => (images * ((long)g.KernelW * g.InC + (g.OutC + 15) / 16 * 16) + 15) / 16 * 16;

    // Whether a row of the window of all images fits the first-level cache, 64 sets of lines, where it lies.
    private static bool IsSpread(nint imageStride, int length, int images)
    {
        const int sets = 64, ways = 6, floats = 16;
        int shared = 1;
        while (shared < sets && imageStride % (2 * shared * floats) == 0) shared *= 2;
        return (long)images * (length / floats + 2) * shared <= sets * ways * Math.Max(1, Math.Min(shared, length / floats + 2));
    }

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
        float* tile = stackalloc float[128];
        float** from = stackalloc float*[9];
        int length = layout.K, packed = -1, batch = step.Batch;
        float* window = scratch + step.Worker * (nint)ScratchFloats(in g, images), gradients = window + (nint)images * length;
        nint none = 0;
        (int first, int end) = step.ShareAmong(owners, checked(g.OutH * g.OutW * g.KernelH));
        for (int unit = first; unit < end; unit++)
        {
            int pixel = unit / g.KernelH, u = unit % g.KernelH;
            float* rows = spread ? From(0, pixel, u) : window;
            for (int n = 0; n < batch && !spread; n++) new ReadOnlySpan<float>(From(n, pixel, u), length).CopyTo(new Span<float>(window + (nint)n * length, length));
            if (pixel != packed) PackGradients(pixel, batch, gradients);
            packed = pixel;
            for (int part = 0; part < layout.Count; part++)
            {
                int width = layout.Width(part), lanes = layout.Lanes(part), most = width == 8 ? 9 : TKernel.OuterRows;
                float* d = gradients + (nint)part * 16 * batch, to = dw + ((nint)unit * length) * g.OutC + part * 16;
                PixelRuns runs = new() { X = &none, DY = &d, Count = 1, Length = batch, XStep = spread ? x.ImageStride : length, DYStep = width };
                for (int k = 0; k < length; k += most)
                {
                    int height = Math.Min(most, length - k);
                    for (int r = 0; r < 9; r++) from[r] = rows + k + Math.Min(r, height - 1);
                    new Span<float>(tile, 128).Clear();
                    if (width == 8) TKernel.Outer9x8(from, tile, &runs);
                    else TKernel.OuterWide(height, from, tile, &runs);
                    for (int r = 0; r < height; r++) Panel.CopyRow(tile + r * width, to + (nint)(k + r) * g.OutC, lanes, lanes);
                }
            }
        }
    }

    private float* From(int n, int pixel, int u)
        => x.Row(n, pixel / g.OutW * g.StrideH - g.PadTop + u) + (nint)(pixel % g.OutW * g.StrideW - g.PadLeft) * g.InC;

    private float* Gradient(int n, int pixel) => dy.Row(n, pixel / g.OutW) + (nint)(pixel % g.OutW) * dy.PixelStride;

    private void PackGradients(int pixel, int batch, float* to)
    {
        for (int part = 0; part < layout.Count; part++)
        {
            int width = layout.Width(part), lanes = layout.Lanes(part);
            for (int n = 0; n < batch; n++) Panel.CopyRow(Gradient(n, pixel) + part * 16, to + (nint)part * 16 * batch + (nint)n * width, lanes, width);
        }
    }

    private void Stream(in Step step)
    {
        int length = layout.K, whole = g.OutC / 8 * 8, rest = g.OutC - whole;
        (int first, int end) = step.Share(checked(g.OutH * g.OutW * g.KernelH));
        for (int unit = first; unit < end; unit++)
        {
            int pixel = unit / g.KernelH, u = unit % g.KernelH;
            // The last image stands where there are fewer; nobody reads it twice.
            int second = Math.Min(1, step.Batch - 1), third = Math.Min(2, step.Batch - 1);
            float* x0 = From(0, pixel, u), x1 = From(second, pixel, u), x2 = From(third, pixel, u);
            float* d0 = Gradient(0, pixel), d1 = Gradient(second, pixel), d2 = Gradient(third, pixel);
            float* to = dw + (nint)unit * length * g.OutC;
            for (int k = 0; k < length; k++, to += g.OutC)
            {
                Vector256<float> a = Vector256.Create(x0[k]), b = Vector256.Create(x1[k]), c = Vector256.Create(x2[k]);
                for (int o = 0; o < whole; o += 8)
                {
                    Vector256<float> sum = Vector256.FusedMultiplyAdd(a, Vector256.Load(d0 + o), Vector256<float>.Zero);
                    if (step.Batch > 1) sum = Vector256.FusedMultiplyAdd(b, Vector256.Load(d1 + o), sum);
                    if (step.Batch > 2) sum = Vector256.FusedMultiplyAdd(c, Vector256.Load(d2 + o), sum);
                    sum.Store(to + o);
                }
                if (rest == 0) continue;
                Vector256<float> last = Vector256.FusedMultiplyAdd(a, Lanes.Load(d0 + whole, rest), Vector256<float>.Zero);
                if (step.Batch > 1) last = Vector256.FusedMultiplyAdd(b, Lanes.Load(d1 + whole, rest), last);
                if (step.Batch > 2) last = Vector256.FusedMultiplyAdd(c, Lanes.Load(d2 + whole, rest), last);
                Lanes.Store(to + whole, last, rest);
            }
        }
    }
}
