using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>y = weighted sums of the rows of x, then of their columns; or y += . With the tables transposed it is the gradient.</summary>
/// <remarks>
/// A row of the output needs one sweep over whole rows of the input, in which lanes are consecutive floats, and one over its own pixels, in
/// which lanes are channels. Rows that are a single input row are read where they are; a row that is the same sum as the row above it,
/// as every second one of a nearest ×2 is, is copied from there.
/// </remarks>
public sealed unsafe class ResizeCall : Call
{
    private readonly InterpolationTable rows, columns;
    private readonly Maps x, y;
    private readonly FloatBlock scratch;
    private readonly int workers;
    private readonly bool accumulate;

    /// <summary>Precomputes everything for one layer of a plan.</summary>
    /// <param name="name">What it does.</param>
    /// <param name="rows">From rows of x to rows of y.</param>
    /// <param name="columns">From columns of x to columns of y.</param>
    /// <param name="x">What is read.</param>
    /// <param name="y">What is written.</param>
    /// <param name="scratch">Working memory of <see cref="ScratchFloats"/> floats.</param>
    /// <param name="workers">Workers that scratch was measured for.</param>
    /// <param name="accumulate">Add to what y holds.</param>
    /// <exception cref="ArgumentException">The tables are of other sizes.</exception>
    public ResizeCall(string name, InterpolationTable rows, InterpolationTable columns, Maps x, Maps y, FloatBlock scratch, int workers, bool accumulate = false)
        : base(name, Work.Over(x, y, accumulate ? y : default))
    {
        if ((rows.Inputs, columns.Inputs, rows.Outputs, columns.Outputs) != (x.H, x.W, y.H, y.W) || x.C != y.C)
            throw new ArgumentException($"{name}: tables {rows.Inputs}×{columns.Inputs} to {rows.Outputs}×{columns.Outputs} for maps {x.H}×{x.W}×{x.C} to {y.H}×{y.W}×{y.C}");
        (this.rows, this.columns, this.x, this.y, this.scratch, this.workers, this.accumulate) = (rows, columns, x, y, scratch, workers, accumulate);
    }

    /// <summary>Floats of scratch for maps that are read and a number of workers.</summary>
    public static long ScratchFloats(in Maps x, int workers) => (long)workers * Row(x);

    private static int Row(in Maps x) => (x.W * x.C + 2 * Lanes.Width - 1) / Lanes.Width * Lanes.Width;

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        (int first, int end) = step.ShareAmong(workers, step.Batch * y.H);
        float* own = scratch.Pointer + (long)step.Worker * Row(x);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, y.H);
            if (row > first && h > 0 && !accumulate && rows.Repeats[h])
            {
                y.RowSpan(n, h - 1).CopyTo(y.RowSpan(n, h));
                continue;
            }
            Columns(Combined(n, h, own), y.Row(n, h));
        }
    }

    // The weighted sum of whole input rows.
    private float* Combined(int n, int h, float* own)
    {
        ReadOnlySpan<int> inputs = rows.InputsOf(h);
        ReadOnlySpan<float> weights = rows.WeightsOf(h);
        if (inputs.Length == 1 && weights[0] == 1) return x.Row(n, inputs[0]);
        int length = x.W * x.C;
        if (inputs.Length == 0) new Span<float>(own, length).Clear();
        for (int k = 0; k < inputs.Length; k += 2)
        {
            bool two = k + 1 < inputs.Length;
            float* a = x.Row(n, inputs[k]), b = two ? x.Row(n, inputs[k + 1]) : a;
            Add(own, a, b, weights[k], two ? weights[k + 1] : 0, length, k > 0);
        }
        return own;
    }

    private static void Add(float* to, float* a, float* b, float wa, float wb, int length, bool accumulate)
    {
        int i = 0;
        for (; i <= length - Lanes.Width; i += Lanes.Width)
        {
            Vector256<float> v = Mix(Vector256.Load(a + i), Vector256.Load(b + i), wa, wb);
            (accumulate ? v + Vector256.Load(to + i) : v).Store(to + i);
        }
        if (i == length) return;
        Vector256<float> rest = Mix(Lanes.Load(a + i, length - i), Lanes.Load(b + i, length - i), wa, wb);
        Lanes.Store(to + i, accumulate ? rest + Lanes.Load(to + i, length - i) : rest, length - i);
    }

    // A weight of 0 stands for a second row that is not there: nothing of it may come through, not even NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mix(Vector256<float> a, Vector256<float> b, float wa, float wb)
        => wb == 0 ? a * wa : VectorMath.Fma(b, Vector256.Create(wb), a * wa);

    private void Columns(float* from, float* to)
    {
        int c = y.C, inRow = x.W * c, outRow = y.W * c;
        if (columns.IsIdentity)
        {
            Add(to, from, from, 1, 0, outRow, accumulate);
            return;
        }
        for (int w = 0, at = 0; w < y.W; w++, at += c)
        {
            ReadOnlySpan<int> inputs = columns.InputsOf(w);
            ReadOnlySpan<float> weights = columns.WeightsOf(w);
            if (inputs.Length == 0)
            {
                if (!accumulate) new Span<float>(to + at, c).Clear();
                continue;
            }
            // Whole vectors may run over into the next pixel, which is written after; not so where sums are added to.
            int room = (c + Lanes.Width - 1) / Lanes.Width * Lanes.Width;
            bool over = !accumulate && at + room <= outRow && inputs[^1] * c + room <= inRow;
            int whole = over ? room : c / Lanes.Width * Lanes.Width;
            if (inputs.Length == 2) Two(from + (nint)inputs[0] * c, from + (nint)inputs[1] * c, weights[0], weights[1], to + at, whole);
            else
                for (int k = 0; k < whole; k += Lanes.Width) Put(to + at + k, Sum(from + k, inputs, weights, c, Lanes.Width), Lanes.Width);
            if (whole < c) Put(to + at + whole, Sum(from + whole, inputs, weights, c, c - whole), c - whole);
        }
    }

    private void Two(float* a, float* b, float wa, float wb, float* to, int length)
    {
        for (int k = 0; k < length; k += Lanes.Width)
            Put(to + k, VectorMath.Fma(Vector256.Load(b + k), Vector256.Create(wb), Vector256.Load(a + k) * wa), Lanes.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(float* to, Vector256<float> v, int lanes)
    {
        if (accumulate) v += Load(to, lanes);
        if (lanes == Lanes.Width) v.Store(to);
        else Lanes.Store(to, v, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Sum(float* from, ReadOnlySpan<int> inputs, ReadOnlySpan<float> weights, int c, int lanes)
    {
        Vector256<float> sum = Load(from + (nint)inputs[0] * c, lanes);
        if (inputs.Length == 1 && weights[0] == 1) return sum;
        sum *= weights[0];
        for (int k = 1; k < inputs.Length; k++) sum = VectorMath.Fma(Load(from + (nint)inputs[k] * c, lanes), Vector256.Create(weights[k]), sum);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(float* p, int lanes) => lanes == Lanes.Width ? Vector256.Load(p) : Lanes.Load(p, lanes);
}
