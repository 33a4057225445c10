namespace Fovea.Kernels.Tests;

public sealed class WinogradTests
{
    private const double Tolerance = 3e-6;

    [Fact]
    public void Random_problems_agree_with_double_precision_and_bits_do_not_depend_on_the_workers()
    {
        Random random = new(20261123);
        for (int i = 0; i < 30; i++) Check(WinogradProblem.Random(random));
    }

    public static TheoryData<string> Regressions => [.. Pinned.Keys];

    private static readonly Dictionary<string, WinogradProblem> Pinned = new()
    {
        ["whole tiles"] = new(WinogradProblem.Same(8, 8, 32, 48), 5, ConvAlgorithm.F4),
        ["whole tiles, F2"] = new(WinogradProblem.Same(8, 8, 32, 48), 5, ConvAlgorithm.F2),
        ["more channels than a panel and a narrow last panel"] = new(WinogradProblem.Same(9, 10, 40, 56), 2, ConvAlgorithm.F4, Accumulate: true),
        ["channels that fill no vector"] = new(WinogradProblem.Same(11, 8, 17, 19), 2, ConvAlgorithm.F4, Clamp: Clamp.Relu6, Accumulate: true),
        ["window 5"] = new(WinogradProblem.Same(14, 14, 32, 64, 5), 3, ConvAlgorithm.F3Window5, Clamp: Clamp.Relu6),
        ["window 5, odd map, channels that fill no vector"] = new(WinogradProblem.Same(7, 9, 19, 21, 5), 2, ConvAlgorithm.F3Window5, Accumulate: true),
        ["window 5, many channels"] = new(WinogradProblem.Same(8, 8, 256, 128, 5), 1, ConvAlgorithm.F3Window5),
        ["window 5, full padding"] = new(new(12, 10, 16, 16, 5, 5, PadTop: 4, PadBottom: 4, PadLeft: 4, PadRight: 4), 2, ConvAlgorithm.F3Window5),
        ["many channels"] = new(WinogradProblem.Same(8, 8, 128, 128), 2, ConvAlgorithm.F4),
        ["weights as they are"] = new(WinogradProblem.Same(4, 4, 128, 144), 5, ConvAlgorithm.F4, Accumulate: true, Unpacked: true),
        ["weights as they are, pieces of channels, cut tiles"] = new(WinogradProblem.Same(7, 6, 300, 136), 2, ConvAlgorithm.F4, Clamp: Clamp.Relu6, Unpacked: true),
        ["weights as they are, F2, channels that fill no vector"] = new(WinogradProblem.Same(5, 4, 259, 131), 2, ConvAlgorithm.F2, Unpacked: true),
        ["weights as they are, window 5"] = new(WinogradProblem.Same(6, 6, 128, 128, 5), 2, ConvAlgorithm.F3Window5, Bias: false, Unpacked: true),
        ["more tiles than are summed at once"] = new(WinogradProblem.Same(24, 24, 24, 40), 5, ConvAlgorithm.F4),
        ["more tiles than are summed at once, F2"] = new(WinogradProblem.Same(16, 15, 16, 24), 3, ConvAlgorithm.F2),
        ["stride 2, whole tiles"] = new(WinogradProblem.Stride2(16, 16, 64, 128), 2, ConvAlgorithm.F4Stride2, Clamp: Clamp.Relu6),
        ["stride 2, odd map, channels that fill no vector"] = new(WinogradProblem.Stride2(15, 21, 19, 21), 3, ConvAlgorithm.F4Stride2, Accumulate: true),
        ["stride 2, many channels"] = new(WinogradProblem.Stride2(16, 8, 256, 128), 1, ConvAlgorithm.F4Stride2),
        ["map smaller than a tile"] = new(WinogradProblem.Same(3, 2, 16, 16), 3, ConvAlgorithm.F4),
        ["no padding"] = new(new(12, 10, 16, 16, 3, 3), 2, ConvAlgorithm.F4),
        ["full padding"] = new(new(12, 10, 16, 16, 3, 3, PadTop: 2, PadBottom: 2, PadLeft: 2, PadRight: 2), 2, ConvAlgorithm.F4),
    };

    [Theory, MemberData(nameof(Regressions))]
    public void Pinned_problems_hold(string name) => Check(Pinned[name]);

    [Fact]
    public void An_image_does_not_depend_on_the_others_of_its_batch()
    {
        foreach (ConvAlgorithm algorithm in (ConvAlgorithm[])[ConvAlgorithm.F2, ConvAlgorithm.F4, ConvAlgorithm.F3Window5, ConvAlgorithm.F4Stride2])
        {
            ConvGeometry g = WinogradProblem.Same(10, 9, 24, 20, algorithm == ConvAlgorithm.F3Window5 ? 5 : 3);
            WinogradProblem p = new(algorithm == ConvAlgorithm.F4Stride2 ? g with { StrideH = 2, StrideW = 2 } : g, 7, algorithm);
            float[][] all = p.Compute(2, 2, 0, 7), head = p.Compute(1, 1, 0, 3), tail = p.Compute(3, 3, 3, 7);
            for (int r = 0; r < 2; r++) Assert.Equal(all[r], head[r].Concat(tail[r]).ToArray());
        }
    }

    [Fact]
    public void More_workers_than_scratch_was_measured_for_idle()
    {
        WinogradProblem p = new(WinogradProblem.Same(16, 16, 16, 32), 2, ConvAlgorithm.F4);
        float[][] one = p.Compute(1, 1, 0, 2), idle = p.Compute(5, 2, 0, 2);
        for (int r = 0; r < one.Length; r++) Assert.Equal(one[r], idle[r]);
    }

    [Fact]
    public void Running_allocates_nothing()
    {
        ConvGeometry g = WinogradProblem.Same(16, 16, 16, 16);
        using Placed x = new(2, 16, 16, 16, g.InputHalo), y = new(2, 16, 16, 16, g.InputHalo);
        using NativeBuffer w = new(g.Weights), packed = new(PackWinogradForward.Length(g, ConvAlgorithm.F4));
        using NativeBuffer s = new(WinogradForward.ScratchLength(g, ConvAlgorithm.F4, 1)), s3 = new(WinogradWeightGradient.ScratchLength(g, ConvAlgorithm.F4, 2, 1));
        Call[] calls =
        [
            new PackWinogradForward("conv", g, ConvAlgorithm.F4, WinogradProblem.All(w), default, WinogradProblem.All(packed)),
            new WinogradForward("conv", g, ConvAlgorithm.F4, x.Maps, y.Maps, WinogradProblem.All(packed), WinogradProblem.All(s), 1),
            .. WinogradWeightGradient.Calls("conv", g, ConvAlgorithm.F4, x.Maps, y.Maps, WinogradProblem.All(w), default, WinogradProblem.All(s3), 1),
        ];
        long before = 0;
        for (int round = 0; round < 2; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            foreach (Call call in calls) call.Run(new Step(0, 1, 2, 0, 0));
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(Clamp.Relu)]
    [InlineData(Clamp.Relu6)]
    public void Clamps_let_nan_through(Clamp clamp)
    {
        ConvGeometry g = WinogradProblem.Same(8, 8, 16, 16);
        using Placed x = new(1, 8, 8, 16, g.InputHalo), y = new(1, 8, 8, 16, default);
        using NativeBuffer w = new(g.Weights), packed = new(PackWinogradForward.Length(g, ConvAlgorithm.F4));
        using NativeBuffer s = new(WinogradForward.ScratchLength(g, ConvAlgorithm.F4, 1));
        x.Maps.RowSpan(0, 4).Fill(float.NaN);
        new PackWinogradForward("conv", g, ConvAlgorithm.F4, WinogradProblem.All(w), default, WinogradProblem.All(packed)).Run(new Step(0, 1, 1, 0, 0));
        new WinogradForward("conv", g, ConvAlgorithm.F4, x.Maps, y.Maps, WinogradProblem.All(packed), WinogradProblem.All(s), 1, clamp).Run(new Step(0, 1, 1, 0, 0));
        Assert.True(float.IsNaN(y.Maps.RowSpan(0, 4)[0]));
    }

    [Fact]
    public void A_stride_is_refused()
    {
        ConvGeometry g = WinogradProblem.Same(8, 8, 16, 16) with { StrideH = 2 };
        var e = Assert.Throws<ArgumentException>(() => new PackWinogradForward("conv1", g, ConvAlgorithm.F4, default, default, default));
        Assert.StartsWith("conv1: Winograd's algorithm F4 needs a 3×3 window with stride, dilation and groups 1, not ConvGeometry", e.Message, StringComparison.Ordinal);
    }

    private static void Check(WinogradProblem problem)
    {
        double[][] expected = problem.Reference();
        foreach (KernelVariant variant in (KernelVariant[])[KernelVariant.Avx2, KernelVariant.Avx512])
        {
            if (!KernelTable.Entries.First(e => e.Variant == variant).IsSupported) continue;
            float[][] first = problem.Compute(1, 1, 0, problem.N, variant);
            for (int r = 0; r < first.Length; r++)
            {
                double error = 0, norm = 0;
                for (int i = 0; i < first[r].Length; i++)
                {
                    error += Math.Pow(first[r][i] - expected[r][i], 2);
                    norm += expected[r][i] * expected[r][i];
                }
                Assert.True(Math.Sqrt(error / norm) <= Tolerance, $"{WinogradProblem.Names[r]} errs by {Math.Sqrt(error / norm):E2}: {variant} {problem}");
            }
            foreach (int parts in (int[])[2, 3, 8])
            {
                float[][] again = problem.Compute(parts, parts, 0, problem.N, variant);
                for (int r = 0; r < first.Length; r++)
                    Assert.True(first[r].AsSpan().SequenceEqual(again[r]), $"{WinogradProblem.Names[r]} differs between 1 and {parts} workers: {variant} {problem}");
            }
        }
    }
}
