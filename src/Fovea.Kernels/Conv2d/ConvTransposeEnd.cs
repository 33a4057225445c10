using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>The last step of a transposed convolution: y += bias, then the clamp. The sums before it are an input gradient, which has neither.</summary>
/// <remarks>Lanes are consecutive floats of a row; the bias comes from <see cref="RepeatChannels"/> and may be missing.</remarks>
public sealed unsafe class ConvTransposeEnd(string name, Maps y, FloatBlock repeated, Clamp clamp) : Call(name, Work.Over(y, y).And(y.C))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int period = ChannelSums.Period(y.C);
        float* bias = repeated.Pointer;
        var runs = new Runs(step, y, y.IsDense, period);
        for (int run = runs.First; run < runs.End; run++)
        {
            float* py = runs.Start(y, run);
            nint length = (nint)runs.Length, at = 0;
            for (; at <= length - period; at += period)
                for (int j = 0; j < period; j += Lanes.Width)
                    clamp.Apply(Vector256.Load(py + at + j) + (bias is null ? default : Vector256.Load(bias + j))).Store(py + at + j);
            for (int j = 0; at < length; at += Lanes.Width, j += Lanes.Width)
            {
                int lanes = (int)Math.Min(Lanes.Width, length - at);
                Lanes.Store(py + at, clamp.Apply(Lanes.Load(py + at, lanes) + (bias is null ? default : Vector256.Load(bias + j))), lanes);
            }
        }
    }
}
