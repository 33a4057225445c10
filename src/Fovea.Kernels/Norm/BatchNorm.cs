using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>
/// Batch normalisation over channels, as a sequence of calls. Training forward: <see cref="BatchNormSums"/>,
/// <see cref="BatchNormFinish"/>, <see cref="BatchNormApply"/>. Evaluation: <see cref="BatchNormFold"/>, <see cref="BatchNormApply"/>.
/// Backward, both: <see cref="BatchNormBackwardSums"/>, <see cref="BatchNormBackwardFinish"/>, <see cref="BatchNormBackwardApply"/>.
/// </summary>
/// <remarks>
/// Formula: y = gamma·(x − mean) / √(var + eps) + beta, then optionally + residual, then optionally ReLU.
/// Source: Ioffe and Szegedy, "Batch normalization", 2015.
/// </remarks>
public static class BatchNorm
{
    /// <summary>Floats that live from forward to backward: mean, 1/√(var + eps), and y = scale·x + shift.</summary>
    public static long SavedFloats(int channels) => 2L * channels + 2 * ChannelSums.Period(channels);

    /// <summary>Floats of scratch, 64-byte aligned, that forward and backward need while their calls run; x with the largest batch.</summary>
    public static long ScratchFloats(in Maps x) => 4L * ChannelSums.Period(x.C) + ChannelSums.ScratchFloats(x);
}

/// <summary>The parameters of a batch normalisation, C floats each.</summary>
/// <param name="Gamma">Scale.</param>
/// <param name="Beta">Shift.</param>
/// <param name="RunningMean">Mean for evaluation; training moves it.</param>
/// <param name="RunningVariance">Unbiased variance for evaluation; training moves it.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">Weight of the batch in the running values, as in PyTorch.</param>
public readonly record struct BatchNormParameters(FloatBlock Gamma, FloatBlock Beta, FloatBlock RunningMean, FloatBlock RunningVariance,
    float Epsilon = 1e-5f, float Momentum = 0.1f);

/// <summary>The two blocks of <see cref="BatchNorm"/> by their parts.</summary>
internal readonly unsafe struct BatchNormMemory(int channels, FloatBlock saved, FloatBlock scratch)
{
    private readonly int period = ChannelSums.Period(channels);

    public float* Mean => saved.Pointer;

    public float* InverseStd => saved.Pointer + channels;

    public float* Scale => saved.Pointer + 2 * channels;

    public float* Shift => Scale + period;

    // dx = a·dy + b·(x − mean) + c
    public float* A => scratch.Pointer;

    public float* B => A + period;

    public float* C => A + 2 * period;

    public float* MeanPeriodic => A + 3 * period;

    public float* Sums => A + 4 * period;

    public int Period => period;

    public void Spread(float* target, int channel, float value)
    {
        for (int i = channel; i < period; i += channels) target[i] = value;
    }
}

/// <summary>Training, first: Σx and Σx² for each channel, in one sweep over x.</summary>
public sealed unsafe class BatchNormSums(string name, Maps x, FloatBlock scratch) : Call(name, Work.Over(x))
{
    private readonly float* sums = new BatchNormMemory(x.C, default, scratch).Sums;

    /// <inheritdoc/>
    public override void Run(in Step step) => ChannelSums.Partial(step, new SquareTerms(x), x, x.IsDense, sums);
}

/// <summary>Training, second: mean and variance, the running values, and y = scale·x + shift. Tiny.</summary>
public sealed unsafe class BatchNormFinish(string name, Maps x, BatchNormParameters parameters, FloatBlock saved, FloatBlock scratch)
    : Call(name, Work.Floats(6L * x.C + saved.Length))
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
            (double sum, double squares) = ChannelSums.Total(memory.Sums, chunks, x.C, c);
            double mean = sum / count;
            double variance = Math.Max(0, squares / count - mean * mean);
            double inverse = 1 / Math.Sqrt(variance + parameters.Epsilon);
            memory.Mean[c] = (float)mean;
            memory.InverseStd[c] = (float)inverse;
            double scale = parameters.Gamma.Pointer[c] * inverse;
            memory.Spread(memory.Scale, c, (float)scale);
            memory.Spread(memory.Shift, c, (float)(parameters.Beta.Pointer[c] - mean * scale));
            if (!parameters.RunningMean.Exists) continue;
            double momentum = parameters.Momentum;
            ref float runningMean = ref parameters.RunningMean.Pointer[c];
            ref float runningVariance = ref parameters.RunningVariance.Pointer[c];
            runningMean = (float)((1 - momentum) * runningMean + momentum * mean);
            runningVariance = (float)((1 - momentum) * runningVariance + momentum * (variance * count / Math.Max(1, count - 1)));
        }
    }
}

/// <summary>Evaluation, first: mean, 1/√(var + eps), scale and shift from the running values.</summary>
public sealed unsafe class BatchNormFold(string name, int channels, BatchNormParameters parameters, FloatBlock saved)
    : Call(name, Work.Floats(4L * channels + saved.Length))
{
    private readonly BatchNormMemory memory = new(channels, saved, default);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        (int first, int end) = step.Share(channels);
        for (int c = first; c < end; c++)
        {
            double mean = parameters.RunningMean.Pointer[c];
            double inverse = 1 / Math.Sqrt((double)parameters.RunningVariance.Pointer[c] + parameters.Epsilon);
            double scale = parameters.Gamma.Pointer[c] * inverse;
            memory.Mean[c] = (float)mean;
            memory.InverseStd[c] = (float)inverse;
            memory.Spread(memory.Scale, c, (float)scale);
            memory.Spread(memory.Shift, c, (float)(parameters.Beta.Pointer[c] - mean * scale));
        }
    }
}

/// <summary>y = scale·x + shift (+ residual) (then ReLU), in one sweep; y may be the memory of x or of the residual.</summary>
public sealed unsafe class BatchNormApply(string name, Maps x, Maps y, FloatBlock saved, Maps residual = default, bool relu = false)
    : Call(name, Work.Over(x, y, residual).And(2L * x.C))
{
    private readonly BatchNormMemory memory = new(x.C, saved, default);
    private readonly bool dense = x.IsDense && y.IsDense && (!residual.Exists || residual.IsDense);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (residual.Exists) Sweep(step, new Add());
        else Sweep(step, new None());
    }

    private void Sweep<TResidual>(in Step step, TResidual _) where TResidual : struct, IResidual
    {
        float* scale = memory.Scale, shift = memory.Shift;
        int period = memory.Period;
        var runs = new Runs(step, y, dense, period);
        for (int run = runs.First; run < runs.End; run++)
        {
            float* px = runs.Start(x, run), py = runs.Start(y, run), pr = TResidual.Present ? runs.Start(residual, run) : px;
            nint length = (nint)runs.Length, at = 0;
            for (; at <= length - period; at += period)
                for (int j = 0; j < period; j += Lanes.Width)
                    One<TResidual>(Vector256.Load(px + at + j), Vector256.Load(pr + at + j), scale + j, shift + j).Store(py + at + j);
            for (int j = 0; at < length; at += Lanes.Width, j += Lanes.Width)
            {
                int lanes = (int)Math.Min(Lanes.Width, length - at);
                Lanes.Store(py + at, One<TResidual>(Lanes.Load(px + at, lanes), Lanes.Load(pr + at, lanes), scale + j, shift + j), lanes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> One<TResidual>(Vector256<float> vx, Vector256<float> vr, float* scale, float* shift)
        where TResidual : struct, IResidual
    {
        Vector256<float> v = VectorMath.Fma(vx, Vector256.Load(scale), Vector256.Load(shift));
        if (TResidual.Present) v += vr;
        return relu ? default(ReluMap).Value(v) : v;
    }

    private interface IResidual
    {
        static abstract bool Present { get; }
    }

    private readonly struct None : IResidual
    {
        public static bool Present => false;
    }

    private readonly struct Add : IResidual
    {
        public static bool Present => true;
    }
}

internal unsafe struct SquareTerms(Maps x) : IChannelTerms
{
    private float* p;

    public static bool Product => true;

    public void Seek(in ChunkRun run) => p = x.Row(run.Image, run.Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Prefetch(nint offset) => Sse.Prefetch0(p + offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly (Vector256<float> A, Vector256<float> B) Load(nint offset, int phase, int lanes)
    {
        Vector256<float> v = lanes == Lanes.Width ? Vector256.Load(p + offset) : Lanes.Load(p + offset, lanes);
        return (v, v);
    }
}
