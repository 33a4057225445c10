namespace Fovea.Kernels.Tests;

public sealed class ConvCandidatesTests
{
    [Fact]
    public void Windows_of_three_and_five_have_a_choice()
    {
        if (KernelTable.Resolve(KernelVariant.Auto) is not (KernelVariant.Avx2 or KernelVariant.Avx512)) return;
        Assert.Equal([ConvAlgorithm.Direct, ConvAlgorithm.F2, ConvAlgorithm.F4], ConvCandidates.Of(WinogradProblem.Same(5, 5, 16, 17)));
        Assert.Equal([ConvAlgorithm.Direct, ConvAlgorithm.F3Window5], ConvCandidates.Of(WinogradProblem.Same(5, 5, 16, 17, 5)));
    }

    [Fact]
    public void Others_do_not()
    {
        ConvGeometry g = WinogradProblem.Same(32, 32, 64, 64);
        foreach (ConvGeometry other in (ConvGeometry[])[g with { StrideH = 2 }, g with { DilationW = 2 }, g with { Groups = 2 }, g with { KernelH = 5 }, g with { PadTop = 3 }, g with { InC = 15 }, g with { OutC = 8 }])
            Assert.Equal([ConvAlgorithm.Direct], ConvCandidates.Of(other));
        Assert.Equal([ConvAlgorithm.Direct], ConvCandidates.Of(g, KernelVariant.Vector128));
    }

    // A choice that nobody measures must be one that could be measured.
    [Fact]
    public void What_the_table_gives_is_among_them()
    {
        var random = new Random(4);
        for (int i = 0; i < 3000; i++)
        {
            int window = 1 + random.Next(6);
            ConvGeometry g = new(random.Next(1, 40), random.Next(1, 40), random.Next(1, 80), 8 * random.Next(1, 40), window, window, random.Next(3) == 0 ? 2 : 1,
                PadTop: random.Next(3), PadBottom: random.Next(3), PadLeft: random.Next(3), PadRight: random.Next(3));
            if (g.OutH < 1 || g.OutW < 1) continue;
            foreach (ConvDirection direction in Enum.GetValues<ConvDirection>()) Assert.Contains(WinogradChoice.For(g, random.Next(1, 65), direction), ConvCandidates.Of(g));
        }
    }

    [Fact]
    public void The_processor_has_a_name_of_one_line()
        => Assert.Matches(@"^[\x20-\x7e]{3,100}$", ProcessorModel.Name);
}
