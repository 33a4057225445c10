using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>sums[h][w][c] = Σ over the images of dy[n][h][w][c]: the gradient of a value that all images share.</summary>
/// <remarks>Each worker owns runs of 64 floats and adds the images' in order, in double.</remarks>
public sealed unsafe class ImageSums(string name, Maps dy, FloatBlock sums) : Call(name, Work.Over(dy).And(sums.Length))
{
    private const int Floats = 64;

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        double* total = stackalloc double[Floats];
        int row = dy.W * dy.C, runs = (row + Floats - 1) / Floats;
        (int first, int end) = step.Share(dy.H * runs);
        for (int unit = first; unit < end; unit++)
        {
            int h = unit / runs, at = unit % runs * Floats, count = Math.Min(Floats, row - at);
            new Span<double>(total, Floats).Clear();
            for (int n = 0; n < step.Batch; n++)
            {
                float* p = dy.Row(n, h) + at;
                for (int i = 0; i < count; i += Lanes.Width)
                {
                    (Vector256<double> low, Vector256<double> high) = Vector256.Widen(count - i >= Lanes.Width ? Vector256.Load(p + i) : Lanes.Load(p + i, count - i));
                    (Vector256.Load(total + i) + low).Store(total + i);
                    (Vector256.Load(total + i + 4) + high).Store(total + i + 4);
                }
            }
            float* to = sums.Pointer + (nint)h * row + at;
            for (int i = 0; i < count; i++) to[i] = (float)total[i];
        }
    }
}
