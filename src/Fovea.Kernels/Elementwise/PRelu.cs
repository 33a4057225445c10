using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>
/// ReLU with learned slopes below zero, one for each channel or one for all: <see cref="RepeatChannels"/> of the slopes, then <see cref="PReluForward"/>;
/// backward <see cref="PReluSlopeSums"/>, <see cref="PReluSlopeTotal"/>, <see cref="PReluBackward"/>.
/// </summary>
/// <remarks>
/// Lanes are consecutive floats of a row, as in <see cref="BatchNorm"/>: the slopes are repeated until they fill whole vectors.
/// Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", 2015.
/// </remarks>
public static class PRelu
{
    /// <summary>Floats of scratch, 64-byte aligned, for the gradient of the slopes.</summary>
    public static long ScratchFloats(in Maps x) => ChannelSums.ScratchFloats(x);
}

/// <summary>y = x above zero, else slope·x; y may be the memory of x.</summary>
public sealed unsafe class PReluForward(string name, Maps x, Maps y, FloatBlock repeated) : Call(name, Work.Over(x, y).And(x.C))
{
    private readonly bool dense = x.IsDense && y.IsDense;

    /// <inheritdoc/>
    public override void Run(in Step step) => PReluSweep.Run(step, x, x, y, dense, repeated, false);
}

/// <summary>dx = dy where x is above zero, else slope·dy; or dx += . dx may be the memory of dy.</summary>
public sealed unsafe class PReluBackward(string name, Maps x, Maps dy, Maps dx, FloatBlock repeated, bool accumulate = false)
    : Call(name, Work.Over(x, dy, dx, accumulate ? dx : default).And(x.C))
{
    private readonly bool dense = x.IsDense && dy.IsDense && dx.IsDense;

    /// <inheritdoc/>
    public override void Run(in Step step) => PReluSweep.Run(step, x, dy, dx, dense, repeated, accumulate);
}

/// <summary>Σ dy·x over the pixels where x is not above zero, for each channel, into scratch.</summary>
public sealed unsafe class PReluSlopeSums(string name, Maps x, Maps dy, FloatBlock scratch) : Call(name, Work.Over(x, dy))
{
    private readonly bool dense = x.IsDense && dy.IsDense;

    /// <inheritdoc/>
    public override void Run(in Step step) => ChannelSums.Partial(step, new SlopeTerms(x, dy), x, dense, scratch.Pointer);
}

/// <summary>The gradient of the slopes: each channel's sum, or the sum of all where one slope serves them all. Tiny.</summary>
public sealed unsafe class PReluSlopeTotal(string name, Maps x, FloatBlock scratch, FloatBlock dSlopes) : Call(name, Work.Floats(dSlopes.Length))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int chunks = ChannelSums.Chunks(x, step.Batch), slopes = (int)dSlopes.Length;
        (int first, int end) = step.Share(slopes);
        for (int i = first; i < end; i++)
        {
            double total = 0;
            for (int c = i; c < x.C; c += slopes) total += ChannelSums.Total(scratch.Pointer, chunks, x.C, c).A;
            dSlopes.Pointer[i] = (float)total;
        }
    }
}

internal static unsafe class PReluSweep
{
    // to = from where x is above zero, else slope·from: forward with from = x, backward with from = dy.
    public static void Run(in Step step, in Maps x, in Maps from, in Maps to, bool dense, in FloatBlock repeated, bool accumulate)
    {
        int period = ChannelSums.Period(x.C);
        float* slopes = repeated.Pointer;
        var runs = new Runs(step, to, dense, period);
        for (int run = runs.First; run < runs.End; run++)
        {
            float* px = runs.Start(x, run), pf = runs.Start(from, run), pt = runs.Start(to, run);
            nint length = (nint)runs.Length, at = 0;
            for (; at <= length - period; at += period)
                for (int j = 0; j < period; j += Lanes.Width)
                {
                    Vector256<float> v = One(Vector256.Load(px + at + j), Vector256.Load(pf + at + j), Vector256.Load(slopes + j));
                    (accumulate ? v + Vector256.Load(pt + at + j) : v).Store(pt + at + j);
                }
            for (int j = 0; at < length; at += Lanes.Width, j += Lanes.Width)
            {
                int lanes = (int)Math.Min(Lanes.Width, length - at);
                Vector256<float> v = One(Lanes.Load(px + at, lanes), Lanes.Load(pf + at, lanes), Vector256.Load(slopes + j));
                Lanes.Store(pt + at, accumulate ? v + Lanes.Load(pt + at, lanes) : v, lanes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> One(Vector256<float> x, Vector256<float> from, Vector256<float> slope)
        => Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<float>.Zero), from, from * slope);
}

internal unsafe struct SlopeTerms(Maps x, Maps dy) : IChannelTerms
{
    private float* px, pg;

    public static bool Product => false;

    public void Seek(in ChunkRun run)
    {
        px = x.Row(run.Image, run.Row);
        pg = dy.Row(run.Image, run.Row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Prefetch(nint offset)
    {
        Sse.Prefetch0(px + offset);
        Sse.Prefetch0(pg + offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly (Vector256<float> A, Vector256<float> B) Load(nint offset, int phase, int lanes)
    {
        Vector256<float> vx = lanes == Lanes.Width ? Vector256.Load(px + offset) : Lanes.Load(px + offset, lanes);
        Vector256<float> g = lanes == Lanes.Width ? Vector256.Load(pg + offset) : Lanes.Load(pg + offset, lanes);
        return (Vector256.AndNot(g * vx, Vector256.GreaterThan(vx, Vector256<float>.Zero)), default);
    }
}
