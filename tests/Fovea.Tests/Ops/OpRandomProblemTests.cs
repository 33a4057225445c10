using Fovea.Kernels;

namespace Fovea.Tests;

/// <summary>Plans against the double-precision reference on random shapes and attributes, op by op.</summary>
public sealed class OpRandomProblemTests
{
    public const int Problems = 50;
    private const double Forward = 1e-5;
    private const double Gradient = 1e-4;

    public static TheoryData<string> Ops => [.. OpProblems.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Ops))]
    public void Plan_matches_reference(string op)
    {
        OpEntry entry = OpProblems.Find(op);
        for (int i = 0; i < Problems; i++)
        {
            using var run = new OpRun(OpProblem.Make(entry, i, alone: false), integers: false);
            ReferenceRun<double> reference = run.Reference();
            foreach (KernelVariant variant in Variants(entry))
                foreach ((string name, float[] actual) in run.Compute(variant, 1 + i % 2))
                {
                    double error = Error(run.Expected(reference, name), actual);
                    double bound = name.EndsWith(".grad", StringComparison.Ordinal) ? Gradient : Forward;
                    Assert.True(error <= bound, $"{run.Problem}, {variant}: {name} is off by {error:E2}, bound {bound:E0}");
                }
        }
    }

    internal static KernelVariant[] Variants(OpEntry entry)
        => entry.Variants ? [KernelVariant.Auto, KernelVariant.Vector128, KernelVariant.Reference] : [KernelVariant.Auto];

    // Relative L2, small values against a hundredth of a unit. What is zero by theory (the gradient through the batch norm of one
    // pixel) is rounding times 1/√ε and measured against units.
    private static double Error(double[] expected, float[] actual)
    {
        double difference = 0, norm = 0;
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(expected[i] - actual[i], 2);
            norm += Math.Pow(expected[i], 2);
        }
        return Math.Sqrt(difference / Math.Max(norm, (norm < 1e-12 * expected.Length ? 1 : 1e-4) * expected.Length));
    }
}
