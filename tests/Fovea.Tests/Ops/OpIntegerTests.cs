using Fovea.Kernels;

namespace Fovea.Tests;

/// <summary>On whole numbers below 2^24 float sums are exact in any order, so every kernel has to give the reference's very numbers.</summary>
public sealed class OpIntegerTests
{
    public static TheoryData<string> Ops => [.. OpProblems.All.Where(e => e.Exact).Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Ops))]
    public void Whole_numbers_are_exact(string op)
    {
        OpEntry entry = OpProblems.Find(op);
        for (int i = 0; i < OpRandomProblemTests.Problems; i++)
        {
            using var run = new OpRun(OpProblem.Make(entry, 1000 + i, alone: false), integers: true);
            ReferenceRun<double> reference = run.Reference();
            foreach (KernelVariant variant in OpRandomProblemTests.Variants(entry))
                foreach ((string name, float[] actual) in run.Compute(variant, 1 + i % 2))
                {
                    double[] expected = run.Expected(reference, name);
                    for (int k = 0; k < expected.Length; k++)
                        Assert.True(expected[k] == actual[k], $"{run.Problem}, {variant}: {name}[{k}] is {actual[k]}, not {expected[k]}");
                }
        }
    }
}
