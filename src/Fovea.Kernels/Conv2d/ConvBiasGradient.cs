using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>dB[o] = Σ over images and pixels of dY: for layers whose weight gradient is not wanted; otherwise that call does it in passing.</summary>
/// <remarks>A worker owns channels, eight at a time, and adds the pixels of a row, then the rows, in order.</remarks>
public sealed unsafe class ConvBiasGradient(string node, Maps dy, FloatBlock db) : Call($"{node}.bias.grad {dy.H}×{dy.W}×{dy.C}", Work.Over(dy).And(dy.C))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        (int first, int last) = step.Share((dy.C + 7) / 8);
        for (int c = first * 8; c < Math.Min(dy.C, last * 8); c += 8)
        {
            if (c + 8 <= dy.C) SumEight(step.Batch, c);
            else
                for (int o = c; o < dy.C; o++) SumOne(step.Batch, o);
        }
    }

    private void SumEight(int batch, int c)
    {
        Vector256<float> total = Vector256<float>.Zero;
        for (int n = 0; n < batch; n++)
            for (int h = 0; h < dy.H; h++)
            {
                Vector256<float> row = Vector256<float>.Zero;
                float* p = dy.Row(n, h) + c;
                for (int w = 0; w < dy.W; w++, p += dy.C) row += Vector256.Load(p);
                total += row;
            }
        total.Store(db.Pointer + c);
    }

    private void SumOne(int batch, int c)
    {
        float total = 0;
        for (int n = 0; n < batch; n++)
            for (int h = 0; h < dy.H; h++)
            {
                float row = 0;
                float* p = dy.Row(n, h) + c;
                for (int w = 0; w < dy.W; w++, p += dy.C) row += *p;
                total += row;
            }
        db.Pointer[c] = total;
    }
}
