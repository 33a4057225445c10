namespace Fovea.Kernels;

/// <summary>y = x with <c>before</c> zero channels in front of its own and as many behind them as y has room for. Its gradient is <see cref="ConcatBackward"/>.</summary>
public sealed unsafe class PadChannelsForward(string name, Maps x, Maps y, int before) : Call(name, Work.Over(x, y))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        int behind = y.C - before - x.C;
        (int first, int end) = step.Share(step.Batch * y.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, y.H);
            float* px = x.Row(n, h), py = y.Row(n, h);
            for (int w = 0; w < y.W; w++, px += x.C, py += y.C)
            {
                new Span<float>(py, before).Clear();
                new Span<float>(px, x.C).CopyTo(new Span<float>(py + before, x.C));
                new Span<float>(py + before + x.C, behind).Clear();
            }
        }
    }
}
