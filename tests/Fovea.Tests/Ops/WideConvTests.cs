using Fovea.Kernels;

namespace Fovea.Tests;

/// <summary>More channels than the random problems have: full panels with a narrow one behind them, and pixels that fill no tile.</summary>
public sealed class WideConvTests
{
    public static TheoryData<KernelVariant> Variants => [.. KernelTable.Entries.Where(e => e.IsSupported).Select(e => e.Variant)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Gradients_that_are_added_are_exact(KernelVariant variant)
    {
        foreach (int channels in (int[])[64, 66, 72, 76, 81])
            foreach (int pixels in (int[])[7, 9, 11, 13])
            {
                using var run = new OpRun(new OpProblem("Conv2d", $"{pixels}x1x{channels} | residual(conv {channels} 1x1 ; conv {channels} 1x1)", 4, false, 26), integers: true);
                ReferenceRun<double> reference = run.Reference();
                foreach ((string name, float[] actual) in run.Compute(variant, 1))
                {
                    double[] expected = run.Expected(reference, name);
                    for (int i = 0; i < expected.Length; i++) Assert.True(expected[i] == actual[i], $"{run.Problem}, {variant}: {name}[{i}] is {actual[i]}, not {expected[i]}");
                }
            }
    }
}
