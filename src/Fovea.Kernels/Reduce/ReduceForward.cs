using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>y = mean, sum, largest, … of x along the axes that y has size 1 on.</summary>
/// <remarks>
/// Each worker owns places of y, 32 channels at a time. Lanes are channels, or parts of a pixel's sum where channels are reduced; rows are
/// joined in float, rows' results in double, in the order of memory.
/// </remarks>
public sealed unsafe class ReduceForward : Call
{
    internal const int Channels = 32;
    private readonly ReduceKind kind;
    private readonly Maps x, y;
    private readonly int rows, columns;

    /// <summary>Checks the shapes.</summary>
    /// <exception cref="ArgumentException">y is neither 1 nor as large as x along an axis.</exception>
    public ReduceForward(string name, ReduceKind kind, Maps x, Maps y) : base(name, Work.Over(x, y))
    {
        _ = new Stretched(y, x);
        (this.kind, this.x, this.y, rows, columns) = (kind, x, y, x.H / y.H, x.W / y.W);
    }

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        switch (kind)
        {
            case ReduceKind.Max: Run<MaxReduce>(step); break;
            case ReduceKind.Min: Run<MinReduce>(step); break;
            case ReduceKind.L1: Run<L1Reduce>(step); break;
            case ReduceKind.L2: Run<L2Reduce>(step); break;
            default: Run<SumReduce>(step); break;
        }
    }

    private void Run<T>(in Step step) where T : struct, IReduceTerms
    {
        double* sums = stackalloc double[Channels];
        int blocks = (y.C + Channels - 1) / Channels;
        double count = (double)rows * columns * (x.C / y.C);
        (int first, int end) = step.Share(checked(step.Batch * y.H * y.W * blocks));
        for (int unit = first; unit < end; unit++)
        {
            int channel = unit % blocks * Channels, w = unit / blocks % y.W, row = unit / blocks / y.W, h = row % y.H, n = row / y.H;
            int channels = Math.Min(Channels, y.C - channel);
            new Span<double>(sums, channels).Fill(T.Start);
            for (int i = 0; i < rows; i++)
            {
                float* p = x.Row(n, h + i) + (nint)w * x.C;
                if (x.C == y.C) Row<T>(p + channel, channels, sums);
                else *sums = T.Join(*sums, Total<T>(p));
            }
            float* to = y.Row(n, h) + (nint)w * y.C + channel;
            for (int c = 0; c < channels; c++) to[c] = (float)(kind switch { ReduceKind.Mean => sums[c] / count, ReduceKind.L2 => Math.Sqrt(sums[c]), _ => sums[c] });
        }
    }

    private void Row<T>(float* p, int channels, double* sums) where T : struct, IReduceTerms
    {
        for (int c = 0; c < channels; c += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, channels - c);
            float* at = p + c;
            Vector256<float> sum = Vector256.Create(T.Start);
            if (lanes == Lanes.Width)
                for (int i = 0; i < columns; i++, at += x.C) sum = T.Join(sum, Vector256.Load(at));
            else
                for (int i = 0; i < columns; i++, at += x.C) sum = T.Join(sum, Lanes.Load(at, lanes));
            for (int k = 0; k < lanes; k++) sums[c + k] = T.Join(sums[c + k], sum[k]);
        }
    }

    // Pixels of a row lie together, so that their channels are one run.
    private double Total<T>(float* p) where T : struct, IReduceTerms
    {
        Vector256<float> sum = Vector256.Create(T.Start);
        nint length = (nint)columns * x.C, i = 0;
        for (; i <= length - Lanes.Width; i += Lanes.Width) sum = T.Join(sum, Vector256.Load(p + i));
        int rest = (int)(length - i);
        if (rest > 0) sum = Vector256.ConditionalSelect(Lanes.Mask(rest), T.Join(sum, Lanes.Load(p + i, rest)), sum);
        double total = sum[0];
        for (int k = 1; k < Lanes.Width; k++) total = T.Join(total, sum[k]);
        return total;
    }
}
