namespace Fovea.Kernels;

/// <summary>Constant values: in the pixels of maps, in their halo, in a block of floats.</summary>
public static unsafe class Fill
{
    /// <summary>Sets every pixel of the run's images, not the halo.</summary>
    public static void Pixels(in Step step, in Maps maps, float value)
    {
        var runs = new Runs(step, maps, maps.IsDense);
        for (int run = runs.First; run < runs.End; run++)
            new Span<float>(runs.Start(maps, run), (int)runs.Length).Fill(value);
    }

    /// <summary>Sets the halo of the run's images to zero, not the pixels.</summary>
    public static void ZeroHalo(in Step step, in Maps maps)
    {
        Halo halo = maps.Halo;
        if (halo.IsEmpty) return;
        int width = (halo.Left + maps.W + halo.Right) * maps.C, left = halo.Left * maps.C, right = halo.Right * maps.C;
        int rows = halo.Top + maps.H + halo.Bottom;
        (int first, int end) = step.Share(step.Batch * rows);
        for (int i = first; i < end; i++)
        {
            int h = i % rows - halo.Top;
            float* row = maps.Row(i / rows, h) - left;
            if (h < 0 || h >= maps.H)
            {
                new Span<float>(row, width).Clear();
                continue;
            }
            new Span<float>(row, left).Clear();
            new Span<float>(row + width - right, right).Clear();
        }
    }

    /// <summary>Sets a block of floats.</summary>
    public static void Floats(in Step step, in FloatBlock block, float value)
    {
        (int first, int end) = step.Share(checked((int)((block.Length + 15) / 16)));
        long from = first * 16L, to = Math.Min(block.Length, end * 16L);
        for (long at = from; at < to; at += 1 << 24)
            new Span<float>(block.Pointer + at, (int)Math.Min(1 << 24, to - at)).Fill(value);
    }
}

/// <summary>Sets every pixel to one value.</summary>
public sealed class FillMaps(string name, Maps maps, float value = 0) : Call(name, Work.Over(maps))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => Fill.Pixels(step, maps, value);
}

/// <summary>Makes the halo zero: needed when the memory was used for something else.</summary>
public sealed class ZeroHalo(string name, Maps maps)
    : Call(name, new Work(0, (Maps.Length(1, maps.H, maps.W, maps.C, maps.Halo) - maps.PixelFloats) * sizeof(float), 0))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => Fill.ZeroHalo(step, maps);
}

/// <summary>Sets a block of floats to one value: gradients before a step.</summary>
public sealed class FillBlock(string name, FloatBlock block, float value = 0) : Call(name, Work.Floats(block.Length))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => Fill.Floats(step, block, value);
}
