using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>
/// Normalisation over the pixels and the channels of a group, image by image: <see cref="GroupNormSums"/>, <see cref="GroupNormFinish"/>,
/// <see cref="GroupNormApply"/>; backward <see cref="GroupNormBackwardSums"/>, <see cref="GroupNormParameterGradients"/>,
/// <see cref="GroupNormBackwardFinish"/>, <see cref="GroupNormBackwardApply"/>.
/// </summary>
/// <remarks>
/// Formula: y = gamma·(x − mean) / √(var + eps) + beta. Sums are kept in double, for each channel of each image, in chunks whose number
/// depends on the sizes only. Source: Wu and He, "Group normalization", 2018; with one channel a group Ulyanov et al., "Instance
/// normalization", 2016.
/// </remarks>
public static class GroupNorm
{
    /// <summary>Floats that live from forward to backward: mean and 1/√(var + eps) of each group, y = scale·(x − mean) + beta of each channel.</summary>
    public static long SavedFloats(in Maps x, int groups) => x.N * (2L * groups + 3 * ChannelSums.Period(x.C));

    /// <summary>Floats of scratch, 64-byte aligned, that forward and backward need while their calls run.</summary>
    public static long ScratchFloats(in Maps x) => ChannelSums.ScratchFloatsByImage(x) + 4L * x.N * ChannelSums.Period(x.C);
}

/// <summary>The two blocks of <see cref="GroupNorm"/> by their parts, image by image.</summary>
internal readonly unsafe struct GroupNormMemory(in Maps x, int groups, FloatBlock saved, FloatBlock scratch)
{
    private readonly int period = ChannelSums.Period(x.C);
    private readonly int channels = x.C;
    private readonly float* scales = saved.Pointer + 2L * x.N * groups;
    private readonly float* factors = scratch.Pointer + ChannelSums.ScratchFloatsByImage(x);

    public int Period => period;

    public float* Sums => scratch.Pointer;

    // Mean, then 1/√(var + eps), of each group.
    public float* Statistics(int n) => saved.Pointer + 2L * n * groups;

    public float* Scale(int n) => scales + 3L * n * period;

    public float* Mean(int n) => Scale(n) + period;

    public float* Shift(int n) => Scale(n) + 2 * period;

    // dx = a·dy + b·(x − mean) + c: four periods.
    public float* Factors(int n) => factors + 4L * n * period;

    public void Spread(float* target, int channel, double value)
    {
        for (int i = channel; i < period; i += channels) target[i] = (float)value;
    }
}

/// <summary>Forward, first: Σx and Σx² for each channel of each image, in one sweep over x.</summary>
public sealed unsafe class GroupNormSums(string name, Maps x, FloatBlock scratch) : Call(name, Work.Over(x))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => ChannelSums.PartialByImage(step, new SquareTerms(x), x, x.IsDense, scratch.Pointer);
}

/// <summary>Forward, second: mean and variance of each group, and y = scale·(x − mean) + beta. Tiny.</summary>
public sealed unsafe class GroupNormFinish(string name, Maps x, int groups, FloatBlock gamma, FloatBlock beta, FloatBlock saved, FloatBlock scratch, float epsilon)
    : Call(name, Work.Floats(2L * x.C + saved.Length))
{
    private readonly GroupNormMemory memory = new(x, groups, saved, scratch);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int width = x.C / groups;
        double count = (double)width * x.H * x.W;
        (int first, int end) = step.Share(step.Batch * groups);
        for (int unit = first; unit < end; unit++)
        {
            (int n, int group) = Math.DivRem(unit, groups);
            double sum = 0, squares = 0;
            for (int c = group * width; c < (group + 1) * width; c++)
            {
                (double a, double aa) = ChannelSums.TotalOfImage(memory.Sums, x, n, c);
                sum += a;
                squares += aa;
            }
            double mean = sum / count, inverse = 1 / Math.Sqrt(Math.Max(0, squares / count - mean * mean) + epsilon);
            memory.Statistics(n)[2 * group] = (float)mean;
            memory.Statistics(n)[2 * group + 1] = (float)inverse;
            for (int c = group * width; c < (group + 1) * width; c++)
            {
                memory.Spread(memory.Scale(n), c, gamma.Pointer[c] * inverse);
                memory.Spread(memory.Mean(n), c, mean);
                memory.Spread(memory.Shift(n), c, beta.Pointer[c]);
            }
        }
    }
}

/// <summary>Forward, third: y = scale·(x − mean) + beta, then the clamp; y may be the memory of x.</summary>
/// <remarks>The mean is taken off first: numbers that are all alike become beta to the last bit, which a ReLU behind it may hang on.</remarks>
public sealed unsafe class GroupNormApply(string name, Maps x, Maps y, int groups, FloatBlock saved, Clamp clamp = Clamp.None) : Call(name, Work.Over(x, y).And(3L * x.C))
{
    private readonly GroupNormMemory memory = new(x, groups, saved, default);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int period = memory.Period, length = x.W * x.C;
        (int first, int end) = step.Share(step.Batch * x.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, x.H);
            float* px = x.Row(n, h), py = y.Row(n, h), scale = memory.Scale(n), mean = memory.Mean(n), shift = memory.Shift(n);
            int at = 0;
            for (; at <= length - period; at += period)
                for (int j = 0; j < period; j += Lanes.Width)
                    clamp.Apply(VectorMath.Fma(Vector256.Load(px + at + j) - Vector256.Load(mean + j), Vector256.Load(scale + j), Vector256.Load(shift + j))).Store(py + at + j);
            for (int j = 0; at < length; at += Lanes.Width, j += Lanes.Width)
            {
                int lanes = Math.Min(Lanes.Width, length - at);
                Lanes.Store(py + at, clamp.Apply(VectorMath.Fma(Lanes.Load(px + at, lanes) - Vector256.Load(mean + j), Vector256.Load(scale + j), Vector256.Load(shift + j))), lanes);
            }
        }
    }
}
