using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>How the ReLU that was fused behind a batch normalisation is undone.</summary>
public enum BatchNormMask
{
    /// <summary>There was none.</summary>
    None,

    /// <summary>From the output: needed when a residual was added before the ReLU.</summary>
    FromOutput,

    /// <summary>From the input, computing scale·x + shift again: saves reading the output twice. Without a residual only.</summary>
    FromInput,
}

/// <summary>Backward, first: Σdy and Σdy·x for each channel, dy masked by the ReLU, in one sweep.</summary>
/// <remarks>
/// With <c>maskInPlace</c> (and a mask from the output) dy itself is masked in this sweep, so that the next one, and the residual whose
/// gradient lies in the same memory, need no mask: one sweep over memory less than reading the output twice.
/// </remarks>
public sealed unsafe class BatchNormBackwardSums(string name, Maps dy, Maps x, Maps y, BatchNormMask mask, FloatBlock saved,
    FloatBlock scratch, bool maskInPlace = false)
    : Call(name, Work.Over(dy, x, mask == BatchNormMask.FromOutput ? y : default, maskInPlace ? dy : default))
{
    private readonly BatchNormMemory memory = new(x.C, saved, scratch);
    private readonly bool dense = dy.IsDense && x.IsDense && (mask != BatchNormMask.FromOutput || y.IsDense);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        switch (mask)
        {
            case BatchNormMask.None: Sweep(step, new Unmasked()); break;
            case BatchNormMask.FromOutput when maskInPlace: Sweep(step, new InPlaceOutputMask()); break;
            case BatchNormMask.FromOutput: Sweep(step, new OutputMask()); break;
            default: Sweep(step, new InputMask()); break;
        }
    }

    private void Sweep<TMask>(in Step step, TMask _) where TMask : struct, IMask
        => ChannelSums.Partial(step, new GradientTerms<TMask>(dy, x, y, memory.Scale, memory.Shift), x, dense, memory.Sums);
}

/// <summary>Backward, second: the gradients of gamma and beta, and the three factors of dx. Tiny.</summary>
/// <remarks>In training the statistics depend on x: dx = gamma·r·(dy − mean(dy) − x̂·mean(dy·x̂)); in evaluation dx = gamma·r·dy.</remarks>
public sealed unsafe class BatchNormBackwardFinish(string name, Maps x, BatchNormParameters parameters, FloatBlock dGamma, FloatBlock dBeta,
    FloatBlock saved, FloatBlock scratch, bool training = true, bool accumulate = false)
    : Call(name, Work.Floats(4L * x.C + saved.Length))
{
    private readonly BatchNormMemory memory = new(x.C, saved, scratch);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int chunks = ChannelSums.Chunks(x, step.Batch);
        double count = (double)step.Batch * x.H * x.W;
        (int first, int end) = step.Share(x.C);
        for (int c = first; c < end; c++)
        {
            (double sum, double products) = ChannelSums.Total(memory.Sums, chunks, x.C, c);
            double mean = memory.Mean[c], inverse = memory.InverseStd[c], gamma = parameters.Gamma.Pointer[c];
            double sumXhat = (products - mean * sum) * inverse;
            if (dGamma.Exists) dGamma.Pointer[c] = (float)(accumulate ? dGamma.Pointer[c] + sumXhat : sumXhat);
            if (dBeta.Exists) dBeta.Pointer[c] = (float)(accumulate ? dBeta.Pointer[c] + sum : sum);
            double a = gamma * inverse;
            memory.Spread(memory.A, c, (float)a);
            memory.Spread(memory.B, c, training ? (float)(-a * inverse * sumXhat / count) : 0);
            memory.Spread(memory.C, c, training ? (float)(-a * sum / count) : 0);
            memory.Spread(memory.MeanPeriodic, c, (float)mean);
        }
    }
}

/// <summary>
/// Backward, third: dx, or dx +=, in one sweep; dx may be the memory of dy or of x. With a residual its gradient (dy masked by the
/// ReLU) is written or added in the same sweep; it may be the memory of dy.
/// </summary>
public sealed unsafe class BatchNormBackwardApply(string name, Maps dy, Maps x, Maps y, BatchNormMask mask, Maps dx, FloatBlock saved,
    FloatBlock scratch, bool accumulate = false, Maps dResidual = default, bool accumulateResidual = false)
    : Call(name, Work.Over(dy, x, mask == BatchNormMask.FromOutput ? y : default, dx, accumulate ? dx : default, dResidual, accumulateResidual ? dResidual : default))
{
    private readonly BatchNormMemory memory = new(x.C, saved, scratch);
    private readonly bool dense = dy.IsDense && x.IsDense && dx.IsDense && (mask != BatchNormMask.FromOutput || y.IsDense)
        && (!dResidual.Exists || dResidual.IsDense);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        switch (mask)
        {
            case BatchNormMask.None: Sweep(step, new Unmasked()); break;
            case BatchNormMask.FromOutput: Sweep(step, new OutputMask()); break;
            default: Sweep(step, new InputMask()); break;
        }
    }

    private void Sweep<TMask>(in Step step, TMask _) where TMask : struct, IMask
    {
        int period = memory.Period;
        var runs = new Runs(step, dx, dense, period);
        for (int run = runs.First; run < runs.End; run++)
        {
            float* pg = runs.Start(dy, run), px = runs.Start(x, run), py = TMask.NeedsOutput ? runs.Start(y, run) : px;
            float* pd = runs.Start(dx, run), pr = dResidual.Exists ? runs.Start(dResidual, run) : null;
            nint length = (nint)runs.Length, at = 0;
            for (; at <= length - period; at += period)
                for (int j = 0; j < period; j += Lanes.Width)
                    Eight<TMask>(pg + at + j, px + at + j, py + at + j, pd + at + j, pr is null ? null : pr + at + j, j);
            for (int j = 0; at < length; at += Lanes.Width, j += Lanes.Width)
            {
                int lanes = (int)Math.Min(Lanes.Width, length - at);
                if (lanes == Lanes.Width) Eight<TMask>(pg + at, px + at, py + at, pd + at, pr is null ? null : pr + at, j);
                else Rest<TMask>(pg + at, px + at, py + at, pd + at, pr is null ? null : pr + at, j, lanes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Eight<TMask>(float* pg, float* px, float* py, float* pd, float* pr, int j) where TMask : struct, IMask
    {
        Vector256<float> vx = Vector256.Load(px);
        Vector256<float> g = TMask.Apply(Vector256.Load(pg), vx, TMask.NeedsOutput ? Vector256.Load(py) : default, memory.Scale + j, memory.Shift + j);
        Vector256<float> d = Gradient(g, vx, j);
        if (accumulate) d += Vector256.Load(pd);
        // The residual's gradient may be the memory of dy, and dx too may be that of x: everything has been read by now.
        if (pr is not null) (accumulateResidual ? g + Vector256.Load(pr) : g).Store(pr);
        d.Store(pd);
    }

    private void Rest<TMask>(float* pg, float* px, float* py, float* pd, float* pr, int j, int lanes) where TMask : struct, IMask
    {
        Vector256<float> vx = Lanes.Load(px, lanes);
        Vector256<float> g = TMask.Apply(Lanes.Load(pg, lanes), vx, Lanes.Load(py, lanes), memory.Scale + j, memory.Shift + j);
        Vector256<float> d = Gradient(g, vx, j);
        if (accumulate) d += Lanes.Load(pd, lanes);
        if (pr is not null) Lanes.Store(pr, accumulateResidual ? g + Lanes.Load(pr, lanes) : g, lanes);
        Lanes.Store(pd, d, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Gradient(Vector256<float> g, Vector256<float> vx, int j)
    {
        Vector256<float> d = VectorMath.Fma(g, Vector256.Load(memory.A + j), Vector256.Load(memory.C + j));
        return VectorMath.Fma(vx - Vector256.Load(memory.MeanPeriodic + j), Vector256.Load(memory.B + j), d);
    }
}

/// <summary>The gradient behind a fused ReLU.</summary>
internal unsafe interface IMask
{
    static abstract bool NeedsOutput { get; }

    // The masked gradient goes back to where it came from.
    static virtual bool WritesBack => false;

    static abstract Vector256<float> Apply(Vector256<float> dy, Vector256<float> x, Vector256<float> y, float* scale, float* shift);
}

internal readonly unsafe struct Unmasked : IMask
{
    public static bool NeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> dy, Vector256<float> x, Vector256<float> y, float* scale, float* shift) => dy;
}

internal readonly unsafe struct OutputMask : IMask
{
    public static bool NeedsOutput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> dy, Vector256<float> x, Vector256<float> y, float* scale, float* shift)
        => default(ReluMap).Gradient(y, dy);
}

internal readonly unsafe struct InPlaceOutputMask : IMask
{
    public static bool NeedsOutput => true;

    public static bool WritesBack => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> dy, Vector256<float> x, Vector256<float> y, float* scale, float* shift)
        => default(ReluMap).Gradient(y, dy);
}

internal readonly unsafe struct InputMask : IMask
{
    public static bool NeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> dy, Vector256<float> x, Vector256<float> y, float* scale, float* shift)
        => default(ReluMap).Gradient(VectorMath.Fma(x, Vector256.Load(scale), Vector256.Load(shift)), dy);
}

internal unsafe struct GradientTerms<TMask>(Maps dy, Maps x, Maps y, float* scale, float* shift) : IChannelTerms where TMask : struct, IMask
{
    private float* pg, px, py;

    public static bool Product => true;

    public void Seek(in ChunkRun run)
    {
        pg = dy.Row(run.Image, run.Row);
        px = x.Row(run.Image, run.Row);
        py = TMask.NeedsOutput ? y.Row(run.Image, run.Row) : px;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Prefetch(nint offset)
    {
        Sse.Prefetch0(pg + offset);
        Sse.Prefetch0(px + offset);
        if (TMask.NeedsOutput) Sse.Prefetch0(py + offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly (Vector256<float> A, Vector256<float> B) Load(nint offset, int phase, int lanes)
    {
        bool whole = lanes == Lanes.Width;
        Vector256<float> g = whole ? Vector256.Load(pg + offset) : Lanes.Load(pg + offset, lanes);
        Vector256<float> vx = whole ? Vector256.Load(px + offset) : Lanes.Load(px + offset, lanes);
        Vector256<float> vy = !TMask.NeedsOutput ? default : whole ? Vector256.Load(py + offset) : Lanes.Load(py + offset, lanes);
        g = TMask.Apply(g, vx, vy, scale + phase, shift + phase);
        if (TMask.WritesBack) Lanes.Store(pg + offset, g, lanes);
        return (g, vx);
    }
}
