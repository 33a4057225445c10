namespace Fovea.Kernels.Tests;

public sealed class ConvKernelTests
{
    private static readonly string[] Names = ["y", "dX", "dW", "dB", "dB alone"];

    public static TheoryData<KernelVariant> Variants =>
        [.. from e in KernelTable.Entries where e.IsSupported select e.Variant];

    [Theory, MemberData(nameof(Variants))]
    public void Integers_are_exact_and_bits_do_not_depend_on_the_workers(KernelVariant variant)
    {
        Random random = new(20260823);
        for (int i = 0; i < 150; i++) Check(ConvProblem.Random(random), variant);
    }

    public static TheoryData<string> Regressions => [.. Pinned.Keys];

    // Problems that once failed, or that a kernel treats specially.
    private static readonly Dictionary<string, ConvProblem> Pinned = new()
    {
        ["lenet conv1"] = new(new(28, 28, 1, 6, 5, 5, PadTop: 2, PadBottom: 2, PadLeft: 2, PadRight: 2), 3),
        ["lenet conv2"] = new(new(14, 14, 6, 16, 5, 5), 9),
        ["dense of one image, four panels at a time"] = new(ConvGeometry.Dense(400, 120), 1),
        ["dense over maps"] = new(ConvGeometry.DenseOverMaps(7, 7, 5, 84), 7, Extra: new Halo(1, 1, 1, 1)),
        ["dense with more images than a block of pixels"] = new(ConvGeometry.Dense(9, 10), 300, Integers: false),
        ["image chunks with partial sums"] = new(new(32, 32, 16, 16, 3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1), 10, Integers: false),
        ["more chunks than images"] = new(new(64, 64, 16, 16, 3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1), 1, ExtraImages: 7, Integers: false),
        ["1×1 stride 2 leaves phases without taps"] = new(new(9, 9, 16, 32, 1, 1, 2, 2), 2, Accumulate: true),
        ["1×1 stride 2 zeroes phases without taps"] = new(new(9, 9, 16, 32, 1, 1, 2, 2), 2),
        ["stride larger than the image"] = new(new(2, 2, 3, 4, 2, 2, 5, 5), 2),
        ["padding larger than the window"] = new(new(4, 4, 3, 5, 2, 2, PadTop: 3, PadBottom: 3, PadLeft: 3, PadRight: 3), 2),
        ["depthwise, channel tail"] = new(new(9, 9, 21, 21, 3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1, Groups: 21), 3),
        ["depthwise 5×5 stride 2"] = new(new(9, 9, 24, 24, 5, 5, 2, 2, PadTop: 2, PadBottom: 2, PadLeft: 2, PadRight: 2, Groups: 24), 3),
        ["channel multiplier"] = new(new(6, 6, 4, 12, 3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1, Groups: 4), 3),
        ["tail stores spill into the next pixel, not past the last"] = new(new(16, 16, 3, 3, 3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1), 2),
        ["tail stores of five channels"] = new(new(16, 16, 5, 5, 3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1), 2),
        ["pixels that see only padding still get their bias"] = new(new(5, 4, 26, 22, 1, 2, PadTop: 3, PadBottom: 3, PadRight: 3), 2, Accumulate: true),
        ["border pixels sum fewer taps"] = new(new(8, 8, 64, 40, 3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1), 3),
        ["full padding of a small map"] = new(new(6, 6, 16, 6, 5, 5, PadTop: 4, PadBottom: 4, PadLeft: 4, PadRight: 4), 5, Integers: false),
        ["row wider than a block"] = new(new(3, 300, 2, 17, 1, 3), 2),
    };

    [Theory, MemberData(nameof(Regressions))]
    public void Pinned_problems_hold(string name)
    {
        foreach (KernelVariant variant in Variants.Select(v => v.Data))
        {
            Check(Pinned[name], variant);
            Check(Pinned[name] with { Clamp = Clamp.Relu, Bias = false }, variant);
            Check(Pinned[name] with { Clamp = Clamp.Relu6, Accumulate = true }, variant);
        }
    }

    [Fact]
    public void Halo_too_small_is_refused_with_both_halos()
    {
        ConvGeometry g = new(5, 5, 1, 1, 3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1);
        using Placed x = new(1, 5, 5, 1, default), y = new(1, 5, 5, 1, default);
        var e = Assert.Throws<ArgumentException>(() => new ConvForward("conv1", g, x.Maps, y.Maps, default));
        Assert.Equal("conv1: input maps carry a halo of 0, 0, 0, 0 pixels, the kernel reads 1, 1, 1, 1 (top, bottom, left, right)", e.Message);
    }

    private static void Check(ConvProblem problem, KernelVariant variant)
    {
        float[][] first = problem.Compute(variant, 1);
        foreach (int parts in (int[])[2, 3, 8])
        {
            float[][] again = problem.Compute(variant, parts);
            for (int r = 0; r < first.Length; r++)
                Assert.True(first[r].AsSpan().SequenceEqual(again[r]), $"{Names[r]} differs between 1 and {parts} workers: {variant} {problem}");
        }
        if (problem.Integers)
        {
            float[][] expected = problem.Reference(v => v);
            for (int r = 0; r < first.Length; r++) Same(expected[Math.Min(r, 3)], first[r], Names[r], problem, variant);
            return;
        }
        double[][] exact = problem.Reference(v => (double)v);
        double[] bounds = Bounds(problem);
        for (int r = 0; r < first.Length; r++)
            for (int i = 0; i < first[r].Length; i++)
                if (!(Math.Abs(first[r][i] - exact[Math.Min(r, 3)][i]) <= bounds[Math.Min(r, 3)]))
                    Assert.Fail($"{Names[r]}[{i}] is {first[r][i]}, the reference says {exact[Math.Min(r, 3)][i]} ± {bounds[Math.Min(r, 3)]}: {variant} {problem}");
    }

    private static void Same(float[] expected, float[] actual, string name, ConvProblem problem, KernelVariant variant)
    {
        for (int i = 0; i < expected.Length; i++)
            if (expected[i] != actual[i]) Assert.Fail($"{name}[{i}] is {actual[i]}, the reference says {expected[i]}: {variant} {problem}");
    }

    // A sum of K products of numbers in [-1, 1] errs by at most about u·K·Σ|x||w|; Σ|x||w| ≤ K.
    private static double[] Bounds(ConvProblem p)
    {
        const double Unit = 5.96e-8;
        double Bound(double k) => 4 * Unit * (k + 8) * Math.Max(1, k);
        double taps = p.G.KernelH * p.G.KernelW, pixels = (double)p.N * p.G.OutH * p.G.OutW;
        return [Bound(taps * p.G.GroupInC + 2), Bound(taps * p.G.GroupOutC + 2), Bound(pixels), Bound(pixels)];
    }
}
