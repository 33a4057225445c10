using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>y = x·weight + bias with one number of each for every channel; a block that does not exist is left out. In place when both are the same memory.</summary>
/// <remarks>Lanes are the channels of a pixel. Without a bias it is also the gradient of x; then it may add to y.</remarks>
public sealed unsafe class ScaleForward(string name, Maps x, Maps y, FloatBlock weight, FloatBlock bias, bool accumulate = false)
    : Call(name, Work.Over(x, y, accumulate ? y : default).And(weight.Length + bias.Length))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        float* w = weight.Pointer, b = bias.Pointer;
        (int first, int end) = step.Share(step.Batch * y.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, y.H);
            float* px = x.Row(n, h), py = y.Row(n, h);
            for (int i = 0; i < y.W; i++, px += y.C, py += y.C)
            {
                int c = 0;
                for (; c <= y.C - Lanes.Width; c += Lanes.Width)
                {
                    Vector256<float> v = Vector256.Load(px + c);
                    if (w is not null) v = b is not null ? VectorMath.Fma(v, Vector256.Load(w + c), Vector256.Load(b + c)) : v * Vector256.Load(w + c);
                    else if (b is not null) v += Vector256.Load(b + c);
                    (accumulate ? Vector256.Load(py + c) + v : v).Store(py + c);
                }
                int rest = y.C - c;
                if (rest == 0) continue;
                Vector256<float> last = Lanes.Load(px + c, rest);
                if (w is not null) last = b is not null ? VectorMath.Fma(last, Lanes.Load(w + c, rest), Lanes.Load(b + c, rest)) : last * Lanes.Load(w + c, rest);
                else if (b is not null) last += Lanes.Load(b + c, rest);
                Lanes.Store(py + c, accumulate ? Lanes.Load(py + c, rest) + last : last, rest);
            }
        }
    }
}

/// <summary>Backward, first: partial sums of Σ dy and Σ dy·x for each channel. Before dx overwrites dy.</summary>
public sealed unsafe class ScaleBackwardSums(string name, Maps x, Maps dy, FloatBlock scratch) : Call(name, Work.Over(x, dy))
{
    /// <summary>Floats of scratch, 64-byte aligned, that the two calls share.</summary>
    public static long ScratchFloats(in Maps x) => ChannelSums.ScratchFloats(x);

    /// <inheritdoc/>
    public override void Run(in Step step) => ChannelSums.Partial(step, new ProductTerms(dy, x), dy, dy.IsDense && x.IsDense, scratch.Pointer);
}

/// <summary>Backward, second: the gradients of weight and bias from the partial sums; a block that does not exist is left out.</summary>
public sealed unsafe class ScaleBackwardTotal(string name, Maps dy, FloatBlock scratch, FloatBlock weight, FloatBlock bias) : Call(name, Work.Floats(weight.Length + bias.Length))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int chunks = ChannelSums.Chunks(dy, step.Batch);
        (int first, int end) = step.Share(dy.C);
        for (int c = first; c < end; c++)
        {
            (double sum, double product) = ChannelSums.Total(scratch.Pointer, chunks, dy.C, c);
            if (weight.Exists) weight.Pointer[c] = (float)product;
            if (bias.Exists) bias.Pointer[c] = (float)sum;
        }
    }
}

internal unsafe struct ProductTerms(Maps a, Maps b) : IChannelTerms
{
    private float* pa, pb;

    public static bool Product => true;

    public void Seek(in ChunkRun run)
    {
        pa = a.Row(run.Image, run.Row);
        pb = b.Row(run.Image, run.Row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Prefetch(nint offset)
    {
        Sse.Prefetch0(pa + offset);
        Sse.Prefetch0(pb + offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly (Vector256<float> A, Vector256<float> B) Load(nint offset, int phase, int lanes) => lanes == Lanes.Width
        ? (Vector256.Load(pa + offset), Vector256.Load(pb + offset))
        : (Lanes.Load(pa + offset, lanes), Lanes.Load(pb + offset, lanes));
}
