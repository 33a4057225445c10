using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>dx of a reduction along the axes that dy has size 1 on, or dx += . What the kind does not read (x and y of a sum) may be dx and dy.</summary>
/// <remarks>Each worker owns places of dy, 32 channels at a time, and whatever of dx belongs to them.</remarks>
public sealed unsafe class ReduceBackward : Call
{
    private readonly ReduceKind kind;
    private readonly Maps x, y, dy, dx;
    private readonly bool accumulate;
    private readonly int rows, columns;

    /// <summary>Checks the shapes.</summary>
    /// <exception cref="ArgumentException">dy is neither 1 nor as large as dx along an axis.</exception>
    public ReduceBackward(string name, ReduceKind kind, Maps x, Maps y, Maps dy, Maps dx, bool accumulate = false) : base(name, Work.Over(x, y, dy, dx, accumulate ? dx : default))
    {
        _ = new Stretched(dy, dx);
        (this.kind, this.x, this.y, this.dy, this.dx, this.accumulate, rows, columns) = (kind, x, y, dy, dx, accumulate, dx.H / dy.H, dx.W / dy.W);
    }

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        const int block = ReduceForward.Channels;
        float* counts = stackalloc float[block];
        int blocks = (dy.C + block - 1) / block;
        (int first, int end) = step.Share(checked(step.Batch * dy.H * dy.W * blocks));
        for (int unit = first; unit < end; unit++)
        {
            int channel = unit % blocks * block, w = unit / blocks % dy.W, row = unit / blocks / dy.W, h = row % dy.H, n = row / dy.H;
            float* pg = dy.Row(n, h) + (nint)w * dy.C + channel, py = y.Row(n, h) + (nint)w * dy.C + channel;
            bool one = dx.C > dy.C;
            int channels = Math.Min(block, dy.C - channel), run = one ? columns * dx.C : channels, runs = one ? 1 : columns;
            if (kind is ReduceKind.Max or ReduceKind.Min) Count(n, h, w, channel, channels, py, counts);
            for (int i = 0; i < rows; i++)
            {
                float* px = x.Row(n, h + i) + (nint)w * x.C + channel, pd = dx.Row(n, h + i) + (nint)w * dx.C + channel;
                for (int j = 0; j < runs; j++, px += x.C, pd += dx.C)
                    for (int c = 0; c < run; c += Lanes.Width)
                    {
                        int lanes = Math.Min(Lanes.Width, run - c);
                        Vector256<float> g = Slope(Lanes.Load(px + c, lanes), Stretched.Load(py, c, one, lanes), Stretched.Load(counts, c, one, lanes)) * Stretched.Load(pg, c, one, lanes);
                        Lanes.Store(pd + c, accumulate ? Lanes.Load(pd + c, lanes) + g : g, lanes);
                    }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Slope(Vector256<float> vx, Vector256<float> vy, Vector256<float> count) => kind switch
    {
        ReduceKind.Mean => Vector256.Create(1f / ((float)rows * columns * (dx.C / dy.C))),
        ReduceKind.Sum => Vector256<float>.One,
        ReduceKind.L1 => default(SignMap).Value(vx),
        ReduceKind.L2 => Vector256.AndNot(vx / vy, Vector256.Equals(vy, Vector256<float>.Zero)),
        _ => Vector256<float>.One / count & Vector256.Equals(vx, vy),
    };

    // How many numbers share the gradient of each output.
    private void Count(int n, int h, int w, int channel, int channels, float* py, float* counts)
    {
        new Span<float>(counts, channels).Clear();
        for (int i = 0; i < rows; i++)
        {
            float* p = x.Row(n, h + i) + (nint)w * x.C + channel;
            if (dx.C > dy.C) counts[0] += new ReadOnlySpan<float>(p, columns * x.C).Count(py[0]);
            else
                for (int j = 0; j < columns; j++, p += x.C)
                    for (int c = 0; c < channels; c++) counts[c] += p[c] == py[c] ? 1 : 0;
        }
    }
}
