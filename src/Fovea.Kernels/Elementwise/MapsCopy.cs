using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Moves maps between layouts: other halos, dense memory, parts of an image.</summary>
public static unsafe class MapsCopy
{
    /// <summary>y = scale·x, or y += scale·x; the same shape, any halo. In place when both are the same memory.</summary>
    public static void Run(in Step step, in Maps x, in Maps y, float scale = 1, bool accumulate = false)
    {
        var runs = new Runs(step, y, x.IsDense && y.IsDense);
        for (int run = runs.First; run < runs.End; run++)
            Row(runs.Start(x, run), runs.Start(y, run), (nint)runs.Length, scale, accumulate);
    }

    /// <summary>Fills the first <paramref name="batch"/> images from dense N H W C floats.</summary>
    public static void FromDense(ReadOnlySpan<float> source, in Maps target, int batch)
    {
        int row = target.W * target.C;
        for (int n = 0, at = 0; n < batch; n++)
            for (int h = 0; h < target.H; h++, at += row) source.Slice(at, row).CopyTo(target.RowSpan(n, h));
    }

    /// <summary>Writes the first <paramref name="batch"/> images as dense N H W C floats.</summary>
    public static void ToDense(in Maps source, Span<float> target, int batch)
    {
        int row = source.W * source.C;
        for (int n = 0, at = 0; n < batch; n++)
            for (int h = 0; h < source.H; h++, at += row) source.RowSpan(n, h).CopyTo(target.Slice(at, row));
    }

    /// <summary>The part of each image that starts at (top, left), as a view without copying.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part reaches beyond the image.</exception>
    public static Maps Window(in Maps maps, int top, int left, int height, int width)
    {
        if (top < 0 || left < 0 || top + height > maps.H || left + width > maps.W) throw new ArgumentOutOfRangeException(nameof(maps));
        return new Maps(maps.Origin + top * maps.RowStride + (nint)left * maps.C, maps.N, height, width, maps.C,
            maps.RowStride, maps.ImageStride, default);
    }

    internal static void Row(float* x, float* y, nint length, float scale, bool accumulate)
    {
        if (scale == 1 && !accumulate)
        {
            if (x != y) new ReadOnlySpan<float>(x, (int)length).CopyTo(new Span<float>(y, (int)length));
            return;
        }
        nint i = 0;
        if (accumulate)
            for (; i <= length - Lanes.Width; i += Lanes.Width)
                (Vector256.Load(y + i) + Vector256.Load(x + i) * scale).Store(y + i);
        else
            for (; i <= length - Lanes.Width; i += Lanes.Width)
                (Vector256.Load(x + i) * scale).Store(y + i);
        int rest = (int)(length - i);
        if (rest == 0) return;
        Vector256<float> v = Lanes.Load(x + i, rest) * scale;
        Lanes.Store(y + i, accumulate ? Lanes.Load(y + i, rest) + v : v, rest);
    }
}

/// <summary>y = scale·x, or y += scale·x: a copy between halos, the gradient of a sum or of a fork, a scaling.</summary>
public sealed class CopyCall(string name, Maps x, Maps y, float scale = 1, bool accumulate = false) : Call(name, Work.Over(x, y, accumulate ? y : default))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => MapsCopy.Run(step, x, y, scale, accumulate);
}
