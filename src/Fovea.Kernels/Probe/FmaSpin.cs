using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>Twelve independent chains of multiply-adds in registers on every worker: enough to hide the latency of four cycles on two units.</summary>
/// <remarks>A value moves to 1/1000 and stays there: no denormals, no infinities.</remarks>
internal sealed class FmaSpin(int lanes) : Call($"fused multiply-adds, {lanes} lanes")
{
    private const int Rounds = 1_000_000, Chains = 12;

    /// <summary>One for each register width that is worth trying here: on some processors 512 bits give twice as much as 256, on others the same.</summary>
    public static IEnumerable<FmaSpin> All
    {
        get
        {
            if (Avx512F.IsSupported) yield return new FmaSpin(16);
            if (Fma.IsSupported) yield return new FmaSpin(8);
            else yield return new FmaSpin(4);
        }
    }

    /// <summary>FLOP of one worker.</summary>
    public long Flops => 2L * Rounds * Chains * lanes;

    public override void Run(in Step step)
    {
        float sum = lanes == 16 ? Spin512(Rounds) : lanes == 8 ? Spin256(Rounds) : Spin128(Rounds);
        // Never true; keeps the loops alive.
        if (sum > 1) throw new InvalidOperationException("a sum of thousandths exceeds one");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Spin512(int rounds)
    {
        Vector512<float> a = Vector512.Create(0.0005f), b = Vector512.Create(0.5f);
        Vector512<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < rounds; i++)
        {
            c0 = Avx512F.FusedMultiplyAdd(c0, b, a);
            c1 = Avx512F.FusedMultiplyAdd(c1, b, a);
            c2 = Avx512F.FusedMultiplyAdd(c2, b, a);
            c3 = Avx512F.FusedMultiplyAdd(c3, b, a);
            c4 = Avx512F.FusedMultiplyAdd(c4, b, a);
            c5 = Avx512F.FusedMultiplyAdd(c5, b, a);
            c6 = Avx512F.FusedMultiplyAdd(c6, b, a);
            c7 = Avx512F.FusedMultiplyAdd(c7, b, a);
            c8 = Avx512F.FusedMultiplyAdd(c8, b, a);
            c9 = Avx512F.FusedMultiplyAdd(c9, b, a);
            c10 = Avx512F.FusedMultiplyAdd(c10, b, a);
            c11 = Avx512F.FusedMultiplyAdd(c11, b, a);
        }
        return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Spin256(int rounds)
    {
        Vector256<float> a = Vector256.Create(0.0005f), b = Vector256.Create(0.5f);
        Vector256<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < rounds; i++)
        {
            c0 = Fma.MultiplyAdd(c0, b, a);
            c1 = Fma.MultiplyAdd(c1, b, a);
            c2 = Fma.MultiplyAdd(c2, b, a);
            c3 = Fma.MultiplyAdd(c3, b, a);
            c4 = Fma.MultiplyAdd(c4, b, a);
            c5 = Fma.MultiplyAdd(c5, b, a);
            c6 = Fma.MultiplyAdd(c6, b, a);
            c7 = Fma.MultiplyAdd(c7, b, a);
            c8 = Fma.MultiplyAdd(c8, b, a);
            c9 = Fma.MultiplyAdd(c9, b, a);
            c10 = Fma.MultiplyAdd(c10, b, a);
            c11 = Fma.MultiplyAdd(c11, b, a);
        }
        return Vector256.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    // Fused where the processor can (ARM64), a multiplication and an addition where it cannot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Spin128(int rounds)
    {
        Vector128<float> a = Vector128.Create(0.0005f), b = Vector128.Create(0.5f);
        Vector128<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < rounds; i++)
        {
            c0 = Vector128.MultiplyAddEstimate(c0, b, a);
            c1 = Vector128.MultiplyAddEstimate(c1, b, a);
            c2 = Vector128.MultiplyAddEstimate(c2, b, a);
            c3 = Vector128.MultiplyAddEstimate(c3, b, a);
            c4 = Vector128.MultiplyAddEstimate(c4, b, a);
            c5 = Vector128.MultiplyAddEstimate(c5, b, a);
            c6 = Vector128.MultiplyAddEstimate(c6, b, a);
            c7 = Vector128.MultiplyAddEstimate(c7, b, a);
            c8 = Vector128.MultiplyAddEstimate(c8, b, a);
            c9 = Vector128.MultiplyAddEstimate(c9, b, a);
            c10 = Vector128.MultiplyAddEstimate(c10, b, a);
            c11 = Vector128.MultiplyAddEstimate(c11, b, a);
        }
        return Vector128.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }
}
