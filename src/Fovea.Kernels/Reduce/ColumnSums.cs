using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>The sum of each channel over all pixels of all images: the gradient of a bias. Two calls: partial sums, then their total.</summary>
public static class ColumnSums
{
    /// <summary>Floats of scratch, 64-byte aligned, that the two calls share.</summary>
    public static long ScratchFloats(in Maps x) => ChannelSums.ScratchFloats(x);
}

/// <summary>Partial sums of x for each channel into scratch.</summary>
public sealed unsafe class ColumnSumsPartial(string name, Maps x, FloatBlock scratch) : Call(name, Work.Over(x))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => ChannelSums.Partial(step, new PlainTerms(x), x, x.IsDense, scratch.Pointer);
}

/// <summary>sums[c] = the total over all chunks, or += .</summary>
public sealed unsafe class ColumnSumsTotal(string name, Maps x, FloatBlock scratch, FloatBlock sums, bool accumulate = false) : Call(name, Work.Floats(sums.Length))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int chunks = ChannelSums.Chunks(x, step.Batch);
        (int first, int end) = step.Share(x.C);
        for (int c = first; c < end; c++)
        {
            float total = (float)ChannelSums.Total(scratch.Pointer, chunks, x.C, c).A;
            sums.Pointer[c] = accumulate ? sums.Pointer[c] + total : total;
        }
    }
}

internal unsafe struct PlainTerms(Maps x) : IChannelTerms
{
    private float* p;

    public static bool Product => false;

    public void Seek(in ChunkRun run) => p = x.Row(run.Image, run.Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Prefetch(nint offset) => Sse.Prefetch0(p + offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly (Vector256<float> A, Vector256<float> B) Load(nint offset, int phase, int lanes)
        => (lanes == Lanes.Width ? Vector256.Load(p + offset) : Lanes.Load(p + offset, lanes), default);
}
