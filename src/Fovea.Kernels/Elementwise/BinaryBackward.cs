using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>dx = ∂f/∂a·dy, or ∂f/∂b·dy, summed over the axes along which that value was stretched; or dx += .</summary>
/// <remarks>
/// A gradient that is summed: each worker owns places of dx, 32 channels at a time, and sums rows in float, rows' sums in double, in the
/// order of memory. What the function does not read (a sum, a difference) may be given as dy.
/// </remarks>
public sealed unsafe class BinaryBackward : Call
{
    private const int Channels = 32;
    private readonly BinaryKind kind;
    private readonly bool second, accumulate, aOne, bOne, plain;
    private readonly Stretched a, b;
    private readonly Maps dy, dx;
    private readonly int pixels, length;

    /// <summary>Sees a and b in the shape of dy.</summary>
    /// <param name="name">What it does.</param>
    /// <param name="kind">The function.</param>
    /// <param name="second">The gradient of b, otherwise of a.</param>
    /// <param name="a">The first value.</param>
    /// <param name="b">The second.</param>
    /// <param name="dy">Gradient of the result.</param>
    /// <param name="dx">Gradient of a or b, in its own shape.</param>
    /// <param name="accumulate">Add to dx.</param>
    /// <exception cref="ArgumentException">A shape does not stretch to that of dy.</exception>
    public BinaryBackward(string name, BinaryKind kind, bool second, Maps a, Maps b, Maps dy, Maps dx, bool accumulate = false)
        : base(name, Work.Over(a, b, dy, dx, accumulate ? dx : default))
    {
        this.kind = kind;
        this.second = second;
        this.accumulate = accumulate;
        this.a = new Stretched(a, dy);
        this.b = new Stretched(b, dy);
        _ = new Stretched(dx, dy);
        this.dy = dy;
        this.dx = dx;
        plain = (dx.H, dx.W, dx.C) == (dy.H, dy.W, dy.C);
        bool even = plain && this.a.IsEven && this.b.IsEven;
        (pixels, length) = even ? (1, dy.W * dy.C) : (dy.W, dy.C);
        aOne = even ? this.a.IsOneRow : this.a.IsOne;
        bOne = even ? this.b.IsOneRow : this.b.IsOne;
    }

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        switch (kind)
        {
            case BinaryKind.Add: Run<AddMap>(step); break;
            case BinaryKind.Subtract: Run<SubtractMap>(step); break;
            case BinaryKind.Multiply: Run<MultiplyMap>(step); break;
            case BinaryKind.Divide: Run<DivideMap>(step); break;
            case BinaryKind.Maximum: Run<MaximumMap>(step); break;
            case BinaryKind.Minimum: Run<MinimumMap>(step); break;
            default: Run<PowerMap>(step); break;
        }
    }

    private void Run<TMap>(in Step step) where TMap : struct, IBinaryMap
    {
        if (plain) Each<TMap>(step);
        else Sums<TMap>(step);
    }

    private void Each<TMap>(in Step step) where TMap : struct, IBinaryMap
    {
        (int first, int end) = step.Share(step.Batch * dy.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, dy.H);
            float* pa = a.Row(n, h), pb = b.Row(n, h), pg = dy.Row(n, h), pd = dx.Row(n, h);
            for (int w = 0; w < pixels; w++, pa += a.Pixel, pb += b.Pixel, pg += dy.C, pd += dy.C)
            {
                nint i = 0;
                for (; i <= length - Lanes.Width; i += Lanes.Width)
                {
                    Vector256<float> g = Gradient<TMap>(pa, pb, pg, i);
                    (accumulate ? Vector256.Load(pd + i) + g : g).Store(pd + i);
                }
                int rest = (int)(length - i);
                if (rest == 0) continue;
                Vector256<float> last = Gradient<TMap>(pa, pb, pg, i, rest);
                Lanes.Store(pd + i, accumulate ? Lanes.Load(pd + i, rest) + last : last, rest);
            }
        }
    }

    private void Sums<TMap>(in Step step) where TMap : struct, IBinaryMap
    {
        double* sums = stackalloc double[Channels];
        int blocks = (dx.C + Channels - 1) / Channels, rows = dy.H / dx.H, columns = dy.W / dx.W;
        (int first, int end) = step.Share(checked(step.Batch * dx.H * dx.W * blocks));
        for (int unit = first; unit < end; unit++)
        {
            int channel = unit % blocks * Channels, w = unit / blocks % dx.W, row = unit / blocks / dx.W, h = row % dx.H, n = row / dx.H;
            int channels = Math.Min(Channels, dx.C - channel);
            new Span<double>(sums, channels).Clear();
            for (int i = 0; i < rows; i++)
            {
                if (dx.C == dy.C) Row<TMap>(n, h + i, w, columns, channel, channels, sums);
                else *sums += Total<TMap>(n, h + i, w, columns);
            }
            float* to = dx.Row(n, h) + (nint)w * dx.C + channel;
            for (int c = 0; c < channels; c++) to[c] = (accumulate ? to[c] : 0) + (float)sums[c];
        }
    }

    // Adds a row's sum for each channel.
    private void Row<TMap>(int n, int h, int w, int columns, int channel, int channels, double* sums) where TMap : struct, IBinaryMap
    {
        for (int c = 0; c < channels; c += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, channels - c);
            float* pa = a.Row(n, h) + w * a.Pixel, pb = b.Row(n, h) + w * b.Pixel, pg = dy.Row(n, h) + (nint)w * dy.C;
            Vector256<float> sum = default;
            for (int i = 0; i < columns; i++, pa += a.Pixel, pb += b.Pixel, pg += dy.C)
                sum += lanes == Lanes.Width ? Gradient<TMap>(pa, pb, pg, channel + c) : Gradient<TMap>(pa, pb, pg, channel + c, lanes);
            for (int k = 0; k < lanes; k++) sums[c + k] += sum[k];
        }
    }

    // The sum over a row's pixels and channels.
    private double Total<TMap>(int n, int h, int w, int columns) where TMap : struct, IBinaryMap
    {
        float* pa = a.Row(n, h) + w * a.Pixel, pb = b.Row(n, h) + w * b.Pixel, pg = dy.Row(n, h) + (nint)w * dy.C;
        Vector256<double> sum = default;
        for (int i = 0; i < columns; i++, pa += a.Pixel, pb += b.Pixel, pg += dy.C)
        {
            int c = 0;
            Vector256<float> pixel = default;
            for (; c <= length - Lanes.Width; c += Lanes.Width) pixel += Gradient<TMap>(pa, pb, pg, c);
            if (c < length) pixel += Gradient<TMap>(pa, pb, pg, c, length - c) & Lanes.Mask(length - c);
            sum += Lanes.SumHalves(pixel);
        }
        return Lanes.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Gradient<TMap>(float* pa, float* pb, float* pg, nint i) where TMap : struct, IBinaryMap
    {
        Vector256<float> va = Stretched.Load(pa, i, aOne), vb = Stretched.Load(pb, i, bOne), g = Vector256.Load(pg + i);
        return second ? TMap.Second(va, vb, g) : TMap.First(va, vb, g);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Gradient<TMap>(float* pa, float* pb, float* pg, nint i, int lanes) where TMap : struct, IBinaryMap
    {
        Vector256<float> va = Stretched.Load(pa, i, aOne, lanes), vb = Stretched.Load(pb, i, bOne, lanes), g = Lanes.Load(pg + i, lanes);
        return second ? TMap.Second(va, vb, g) : TMap.First(va, vb, g);
    }
}
