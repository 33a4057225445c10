using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>
/// How one worker walks maps of equal shape: as a single run of floats when all are dense, otherwise as rows of W·C floats.
/// </summary>
/// <remarks>A run begins at a pixel's first channel if <c>unit</c> is a multiple of C.</remarks>
internal readonly unsafe ref struct Runs
{
    private readonly int height;
    private readonly nint denseStart;
    private readonly bool dense;

    public Runs(in Step step, in Maps shape, bool dense, int unit = 16)
    {
        this.dense = dense;
        height = shape.H;
        if (dense)
        {
            long total = (long)step.Batch * shape.PixelFloats;
            (int from, int to) = step.Share(checked((int)((total + unit - 1) / unit)));
            denseStart = (nint)from * unit;
            Length = Math.Min(total, (long)to * unit) - denseStart;
            First = 0;
            End = Length > 0 ? 1 : 0;
        }
        else
        {
            (First, End) = step.Share(step.Batch * shape.H);
            Length = shape.W * shape.C;
        }
    }

    /// <summary>The first run.</summary>
    public int First { get; }

    /// <summary>One past the last run.</summary>
    public int End { get; }

    /// <summary>Floats of each run.</summary>
    public long Length { get; }

    /// <summary>Where a run begins in the given maps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Start(in Maps maps, int run)
    {
        if (dense) return maps.Origin + denseStart;
        (int n, int h) = Math.DivRem(run, height);
        return maps.Row(n, h);
    }

    /// <summary>The index of a run's first float when the shape is stored densely.</summary>
    public long Index(int run) => dense ? denseStart : run * Length;
}
