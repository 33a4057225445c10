using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>
/// Inverted dropout: y = x / (1 − rate) with probability 1 − rate, otherwise 0. The mask is a function of (seed, stream, step,
/// element), so backward draws it again and nothing is stored.
/// </summary>
/// <remarks>
/// Element e of the dense N H W C order uses word e mod 4 of the counter e / 4.
/// Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 2014.
/// </remarks>
public static unsafe class Dropout
{
    private const int Block = 256;

    /// <summary>y = mask·x, or y += mask·x. The same call is the backward pass, with dy for x and dx for y.</summary>
    /// <param name="step">Its seed and index select the mask.</param>
    /// <param name="x">Input; may be the memory of y.</param>
    /// <param name="y">Output.</param>
    /// <param name="rate">Probability of a zero, 0 … 1.</param>
    /// <param name="stream">The node's stream of random numbers.</param>
    /// <param name="accumulate">Add to y.</param>
    public static void Run(in Step step, in Maps x, in Maps y, float rate, uint stream, bool accumulate = false)
    {
        uint* words = stackalloc uint[Block + 8];
        float scale = rate < 1 ? 1 / (1 - rate) : 0;
        uint threshold = (uint)Math.Ceiling(rate * 16777216.0);
        var runs = new Runs(step, y, x.IsDense && y.IsDense);
        for (int run = runs.First; run < runs.End; run++)
        {
            float* px = runs.Start(x, run), py = runs.Start(y, run);
            long element = runs.Index(run);
            for (long at = 0; at < runs.Length;)
            {
                int skip = (int)((element + at) & 3);
                int count = (int)Math.Min(Block - skip, runs.Length - at);
                PhiloxBlock.Fill(step.Seed, stream, (ulong)step.Index, (uint)((element + at) >> 2), words, (skip + count + 3) / 4);
                Apply(px + at, py + at, words + skip, count, threshold, scale, accumulate);
                at += count;
            }
        }
    }

    private static void Apply(float* x, float* y, uint* words, int count, uint threshold, float scale, bool accumulate)
    {
        Vector256<int> limit = Vector256.Create((int)threshold);
        for (int i = 0; i < count; i += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, count - i);
            Vector256<float> dropped = Vector256.LessThan((Vector256.Load(words + i) >> 8).AsInt32(), limit).AsSingle();
            Vector256<float> v = lanes == Lanes.Width ? Vector256.Load(x + i) : Lanes.Load(x + i, lanes);
            v = Vector256.AndNot(v * scale, dropped);
            if (accumulate) v += lanes == Lanes.Width ? Vector256.Load(y + i) : Lanes.Load(y + i, lanes);
            if (lanes == Lanes.Width) v.Store(y + i);
            else Lanes.Store(y + i, v, lanes);
        }
    }
}

/// <summary>Dropout, forward or backward: the mask is the same for the same stream, seed and step.</summary>
public sealed class DropoutCall(string name, Maps x, Maps y, float rate, uint stream, bool accumulate = false) : Call(name, Work.Over(x, y, accumulate ? y : default))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => Dropout.Run(step, x, y, rate, stream, accumulate);
}
