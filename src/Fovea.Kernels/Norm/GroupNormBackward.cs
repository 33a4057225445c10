using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Backward, first: Σdy and Σdy·x for each channel of each image, in one sweep.</summary>
public sealed unsafe class GroupNormBackwardSums(string name, Maps x, Maps dy, FloatBlock scratch) : Call(name, Work.Over(x, dy))
{
    private readonly bool dense = x.IsDense && dy.IsDense;

    /// <inheritdoc/>
    public override void Run(in Step step)
        => ChannelSums.PartialByImage(step, new GradientTerms<Unmasked>(dy, x, default, null, null), x, dense, scratch.Pointer);
}

/// <summary>Backward: the gradients of gamma and beta, or += . Tiny.</summary>
public sealed unsafe class GroupNormParameterGradients(string name, Maps x, int groups, FloatBlock dGamma, FloatBlock dBeta, FloatBlock saved, FloatBlock scratch)
    : Call(name, Work.Floats(2L * x.C))
{
    private readonly GroupNormMemory memory = new(x, groups, saved, scratch);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int width = x.C / groups;
        (int first, int end) = step.Share(x.C);
        for (int c = first; c < end; c++)
        {
            double beta = 0, gamma = 0;
            for (int n = 0; n < step.Batch; n++)
            {
                float* statistics = memory.Statistics(n) + 2 * (c / width);
                (double sum, double products) = ChannelSums.TotalOfImage(memory.Sums, x, n, c);
                beta += sum;
                gamma += (products - statistics[0] * sum) * statistics[1];
            }
            dGamma.Pointer[c] = (float)gamma;
            dBeta.Pointer[c] = (float)beta;
        }
    }
}

/// <summary>Backward, second: the factors of dx = gamma·r·dy − r·mean(gamma·dy) − r·x̂·mean(gamma·dy·x̂), means over the group. Tiny.</summary>
public sealed unsafe class GroupNormBackwardFinish(string name, Maps x, int groups, FloatBlock gamma, FloatBlock saved, FloatBlock scratch)
    : Call(name, Work.Floats(x.C + saved.Length))
{
    private readonly GroupNormMemory memory = new(x, groups, saved, scratch);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int width = x.C / groups, period = memory.Period;
        double count = (double)width * x.H * x.W;
        (int first, int end) = step.Share(step.Batch * groups);
        for (int unit = first; unit < end; unit++)
        {
            (int n, int group) = Math.DivRem(unit, groups);
            double mean = memory.Statistics(n)[2 * group], inverse = memory.Statistics(n)[2 * group + 1], sums = 0, products = 0;
            for (int c = group * width; c < (group + 1) * width; c++)
            {
                (double sum, double product) = ChannelSums.TotalOfImage(memory.Sums, x, n, c);
                sums += gamma.Pointer[c] * sum;
                products += gamma.Pointer[c] * (product - mean * sum) * inverse;
            }
            float* factors = memory.Factors(n);
            for (int c = group * width; c < (group + 1) * width; c++)
            {
                memory.Spread(factors, c, gamma.Pointer[c] * inverse);
                memory.Spread(factors + period, c, -inverse * inverse * products / count);
                memory.Spread(factors + 2 * period, c, -inverse * sums / count);
                memory.Spread(factors + 3 * period, c, mean);
            }
        }
    }
}

/// <summary>Backward, third: dx, or dx += ; dx may be the memory of dy or of x.</summary>
public sealed unsafe class GroupNormBackwardApply(string name, Maps x, Maps dy, Maps dx, int groups, FloatBlock saved, FloatBlock scratch, bool accumulate = false)
    : Call(name, Work.Over(x, dy, dx, accumulate ? dx : default).And(4L * x.C))
{
    private readonly GroupNormMemory memory = new(x, groups, saved, scratch);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int period = memory.Period, length = x.W * x.C;
        (int first, int end) = step.Share(step.Batch * x.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, x.H);
            float* px = x.Row(n, h), pg = dy.Row(n, h), pd = dx.Row(n, h), factors = memory.Factors(n);
            int at = 0;
            for (; at <= length - period; at += period)
                for (int j = 0; j < period; j += Lanes.Width)
                {
                    Vector256<float> d = One(Vector256.Load(px + at + j), Vector256.Load(pg + at + j), factors + j, period);
                    (accumulate ? d + Vector256.Load(pd + at + j) : d).Store(pd + at + j);
                }
            for (int j = 0; at < length; at += Lanes.Width, j += Lanes.Width)
            {
                int lanes = Math.Min(Lanes.Width, length - at);
                Vector256<float> d = One(Lanes.Load(px + at, lanes), Lanes.Load(pg + at, lanes), factors + j, period);
                Lanes.Store(pd + at, accumulate ? d + Lanes.Load(pd + at, lanes) : d, lanes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> One(Vector256<float> vx, Vector256<float> g, float* factors, int period)
        => VectorMath.Fma(vx - Vector256.Load(factors + 3 * period), Vector256.Load(factors + period),
            VectorMath.Fma(g, Vector256.Load(factors), Vector256.Load(factors + 2 * period)));
}
