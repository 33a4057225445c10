using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Copies a range of channels of every pixel.</summary>
public static unsafe class ChannelCopy
{
    /// <summary>y[…, toChannel + c] = x[…, fromChannel + c] for c &lt; channels; or += .</summary>
    public static void Run(in Step step, in Maps x, int fromChannel, in Maps y, int toChannel, int channels, bool accumulate)
    {
        (int first, int end) = step.Share(step.Batch * y.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, y.H);
            float* px = x.Row(n, h) + fromChannel, py = y.Row(n, h) + toChannel;
            for (int w = 0; w < y.W; w++, px += x.C, py += y.C)
            {
                int c = 0;
                for (; c <= channels - Lanes.Width; c += Lanes.Width)
                {
                    Vector256<float> v = Vector256.Load(px + c);
                    (accumulate ? Vector256.Load(py + c) + v : v).Store(py + c);
                }
                for (; c < channels; c++) py[c] = accumulate ? py[c] + px[c] : px[c];
            }
        }
    }
}

/// <summary>y = the channels of x₀, then those of x₁, …</summary>
public sealed class ConcatForward : Call
{
    private readonly Maps[] inputs;
    private readonly Maps y;

    /// <summary>Joins maps of equal height and width along the channels; a <see cref="Maps.Slice"/> of y is there already.</summary>
    /// <exception cref="ArgumentException">The channels do not add up.</exception>
    public ConcatForward(string name, ReadOnlySpan<Maps> inputs, Maps y) : base(name, Work.Over(y, y))
    {
        this.inputs = inputs.ToArray();
        this.y = y;
        int channels = 0;
        foreach (Maps m in inputs) channels += m.C;
        if (channels != y.C) throw new ArgumentException($"inputs have {channels} channels, the output has {y.C}", nameof(inputs));
    }

    /// <inheritdoc/>
    public override unsafe void Run(in Step step)
    {
        int at = 0;
        foreach (Maps x in inputs)
        {
            if (x.Origin != y.Origin + at) ChannelCopy.Run(step, x, 0, y, at, x.C, accumulate: false);
            at += x.C;
        }
    }
}

/// <summary>dx = dx.C channels of dy, beginning with <c>channel</c>; or dx += . One call for each input of a concatenation.</summary>
public sealed class ConcatBackward(string name, Maps dy, int channel, Maps dx, bool accumulate = false) : Call(name, Work.Over(dx, dx, accumulate ? dx : default))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => ChannelCopy.Run(step, dy, channel, dx, 0, dx.C, accumulate);
}
