using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>The mean over all elements of (x − target)².</summary>
public static unsafe class MeanSquaredError
{
    /// <summary>losses[i] = the mean over the elements of image i; dx, if it exists, = the gradient of the mean over the batch.</summary>
    public static void Run(in Step step, in Maps x, in Maps target, in FloatBlock losses, in Maps dx)
    {
        Vector256<float> factor = Vector256.Create((float)(2.0 / ((double)step.Batch * x.PixelFloats)));
        int row = x.W * x.C;
        (int first, int end) = step.Share(step.Batch);
        for (int n = first; n < end; n++)
        {
            Vector256<double> sum = default;
            for (int h = 0; h < x.H; h++)
            {
                float* px = x.Row(n, h), pt = target.Row(n, h), pd = dx.Exists ? dx.Row(n, h) : null;
                for (int i = 0; i < row; i += Lanes.Width)
                {
                    int lanes = Math.Min(Lanes.Width, row - i);
                    Vector256<float> d = Lanes.Load(px + i, lanes) - Lanes.Load(pt + i, lanes);
                    (Vector256<double> lo, Vector256<double> hi) = Vector256.Widen(d);
                    sum += lo * lo + hi * hi;
                    if (pd is not null) Lanes.Store(pd + i, d * factor, lanes);
                }
            }
            losses.Pointer[n] = (float)(Lanes.Sum(sum) / x.PixelFloats);
        }
    }
}

/// <summary>Losses of the images and, if dx exists, the gradient of their mean. The batch's loss is <see cref="BlockMean"/> of the losses.</summary>
public sealed class MeanSquaredErrorCall(string name, Maps x, Maps target, FloatBlock losses, Maps dx = default) : Call(name, Work.Over(x, target, dx))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => MeanSquaredError.Run(step, x, target, losses, dx);
}

/// <summary>mean[0] = the mean of the first <c>batch</c> values.</summary>
public sealed unsafe class BlockMean(string name, FloatBlock values, FloatBlock mean) : Call(name, new Work(0, sizeof(float), 0))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (step.Part != 0) return;
        double sum = 0;
        for (int n = 0; n < step.Batch; n++) sum += values.Pointer[n];
        mean.Pointer[0] = (float)(sum / step.Batch);
    }
}
