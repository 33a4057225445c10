using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>y = f(a, b) with an optional clamp; axes of size 1 of a and b stretch to those of y. y may be the memory of one that does not stretch.</summary>
/// <remarks>Lanes are consecutive floats of a row, or the channels of a pixel where one of the two stretches along the row only.</remarks>
public sealed unsafe class BinaryForward : Call
{
    private readonly BinaryKind kind;
    private readonly Stretched a, b;
    private readonly Maps y;
    private readonly Clamp clamp;
    private readonly int pixels, length;
    private readonly bool aOne, bOne;

    /// <summary>Sees a and b in the shape of y.</summary>
    /// <exception cref="ArgumentException">One of them does not stretch to it.</exception>
    public BinaryForward(string name, BinaryKind kind, Maps a, Maps b, Maps y, Clamp clamp = Clamp.None) : base(name, Work.Over(a, b, y))
    {
        this.kind = kind;
        this.a = new Stretched(a, y);
        this.b = new Stretched(b, y);
        this.y = y;
        this.clamp = clamp;
        bool even = this.a.IsEven && this.b.IsEven;
        (pixels, length) = even ? (1, y.W * y.C) : (y.W, y.C);
        aOne = even ? this.a.IsOneRow : this.a.IsOne;
        bOne = even ? this.b.IsOneRow : this.b.IsOne;
    }

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        switch (kind)
        {
            case BinaryKind.Add: Run<AddMap>(step); break;
            case BinaryKind.Subtract: Run<SubtractMap>(step); break;
            case BinaryKind.Multiply: Run<MultiplyMap>(step); break;
            case BinaryKind.Divide: Run<DivideMap>(step); break;
            case BinaryKind.Maximum: Run<MaximumMap>(step); break;
            case BinaryKind.Minimum: Run<MinimumMap>(step); break;
            default: Run<PowerMap>(step); break;
        }
    }

    private void Run<TMap>(in Step step) where TMap : struct, IBinaryMap
    {
        (int first, int end) = step.Share(step.Batch * y.H);
        for (int row = first; row < end; row++)
        {
            (int n, int h) = Math.DivRem(row, y.H);
            float* pa = a.Row(n, h), pb = b.Row(n, h), py = y.Row(n, h);
            for (int w = 0; w < pixels; w++, pa += a.Pixel, pb += b.Pixel, py += y.C)
            {
                nint i = 0;
                for (; i <= length - Lanes.Width; i += Lanes.Width)
                    clamp.Apply(TMap.Value(Stretched.Load(pa, i, aOne), Stretched.Load(pb, i, bOne))).Store(py + i);
                int rest = (int)(length - i);
                if (rest > 0) Lanes.Store(py + i, clamp.Apply(TMap.Value(Stretched.Load(pa, i, aOne, rest), Stretched.Load(pb, i, bOne, rest))), rest);
            }
        }
    }
}
