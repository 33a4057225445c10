using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Reads a block once, in order; each worker its part.</summary>
internal sealed unsafe class StreamRead(FloatBlock block) : Call("memory read", Work.Floats(block.Length))
{
    private const int Unit = 1024;

    public override void Run(in Step step)
    {
        (int first, int last) = step.Share((int)(block.Length / Unit));
        // Never true of zeros; keeps the loop alive.
        if (Sum(block.Pointer + (nint)first * Unit, block.Pointer + (nint)last * Unit) > 0) throw new InvalidOperationException("a block of zeros has a sum");
    }

    // Four sums of 256 bits, so that additions do not wait for each other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(float* from, float* end)
    {
        Vector256<float> a = default, b = default, c = default, d = default;
        for (; from < end; from += 32)
        {
            a += Vector256.Load(from);
            b += Vector256.Load(from + 8);
            c += Vector256.Load(from + 16);
            d += Vector256.Load(from + 24);
        }
        return Vector256.Sum(a + b + (c + d));
    }
}
