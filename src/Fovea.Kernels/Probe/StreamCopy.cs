namespace Fovea.Kernels;

/// <summary>Copies the first half of a block to the second, in order; each worker its part.</summary>
internal sealed unsafe class StreamCopy(FloatBlock block) : Call("memory copy", Work.Floats(block.Length))
{
    private const int Unit = 4096;

    public override void Run(in Step step)
    {
        long half = block.Length / 2;
        (int first, int last) = step.Share((int)(half / Unit));
        for (int unit = first; unit < last; unit++)
        {
            float* from = block.Pointer + (nint)unit * Unit;
            new ReadOnlySpan<float>(from, Unit).CopyTo(new Span<float>(from + half, Unit));
        }
    }
}
