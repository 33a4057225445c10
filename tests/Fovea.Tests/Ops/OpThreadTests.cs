using System.Runtime.InteropServices;
using Fovea.Kernels;

namespace Fovea.Tests;

/// <summary>The same bits on 1, 2, 3 and 8 threads, and on a second run.</summary>
public sealed class OpThreadTests
{
    private const int Problems = 12;

    public static TheoryData<string> Ops => OpRandomProblemTests.Ops;

    [Theory]
    [MemberData(nameof(Ops))]
    public void Bits_do_not_depend_on_threads(string op)
    {
        OpEntry entry = OpProblems.Find(op);
        for (int i = 0; i < Problems; i++)
        {
            using var run = new OpRun(OpProblem.Make(entry, 2000 + i, alone: false), integers: false);
            KernelVariant variant = OpRandomProblemTests.Variants(entry)[entry.Variants ? i % 3 : 0];
            Dictionary<string, float[]> one = run.Compute(variant, 1);
            foreach (int threads in (int[])[1, 2, 3, 8])
                foreach ((string name, float[] actual) in run.Compute(variant, threads))
                    Assert.True(MemoryMarshal.AsBytes<float>(one[name]).SequenceEqual(MemoryMarshal.AsBytes<float>(actual)),
                        $"{run.Problem}, {variant}: {name} has other bits on {threads} threads");
        }
    }
}
