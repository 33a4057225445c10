namespace Fovea.Kernels.Tests;

public sealed class WinogradChoiceTests
{
    [Theory]
    [InlineData(32, 64, 64, 64, ConvAlgorithm.F4, ConvAlgorithm.F4)]
    [InlineData(8, 256, 256, 64, ConvAlgorithm.F4, ConvAlgorithm.F4)]
    [InlineData(32, 16, 16, 128, ConvAlgorithm.F4, ConvAlgorithm.F4)]
    [InlineData(8, 64, 64, 1, ConvAlgorithm.F4, ConvAlgorithm.Direct)]
    [InlineData(7, 512, 512, 1, ConvAlgorithm.F2, ConvAlgorithm.Direct)]
    [InlineData(7, 512, 512, 16, ConvAlgorithm.F4, ConvAlgorithm.F4)]
    [InlineData(4, 512, 512, 32, ConvAlgorithm.F4, ConvAlgorithm.F4)]
    [InlineData(13, 64, 256, 1, ConvAlgorithm.F4, ConvAlgorithm.F4)]
    [InlineData(6, 64, 64, 64, ConvAlgorithm.F4, ConvAlgorithm.F4)]
    [InlineData(5, 64, 64, 64, ConvAlgorithm.Direct, ConvAlgorithm.Direct)]
    [InlineData(32, 3, 64, 64, ConvAlgorithm.Direct, ConvAlgorithm.Direct)]
    [InlineData(32, 17, 64, 64, ConvAlgorithm.Direct, ConvAlgorithm.Direct)]
    public void Sizes_decide(int size, int c, int o, int batch, ConvAlgorithm forward, ConvAlgorithm weights)
    {
        if (!HasKernels) return;
        ConvGeometry g = WinogradProblem.Same(size, size, c, o);
        Assert.Equal(forward, WinogradChoice.For(g, batch, ConvDirection.Forward));
        Assert.Equal(forward, WinogradChoice.For(g, batch, ConvDirection.InputGradient));
        Assert.Equal(weights, WinogradChoice.For(g, batch, ConvDirection.WeightGradient));
    }

    [Theory]
    [InlineData(14, 32, 64, 64, ConvAlgorithm.F3Window5)]
    [InlineData(14, 6, 16, 64, ConvAlgorithm.Direct)]
    [InlineData(5, 64, 64, 64, ConvAlgorithm.F3Window5)]
    [InlineData(4, 64, 64, 64, ConvAlgorithm.Direct)]
    [InlineData(14, 64, 320, 64, ConvAlgorithm.Direct)]
    public void Windows_of_five_have_an_algorithm_of_their_own(int size, int c, int o, int batch, ConvAlgorithm expected)
    {
        if (!HasKernels) return;
        ConvGeometry g = WinogradProblem.Same(size, size, c, o, 5);
        foreach (ConvDirection direction in Enum.GetValues<ConvDirection>()) Assert.Equal(expected, WinogradChoice.For(g, batch, direction));
    }

    [Theory]
    [InlineData(32, 64, 128, 32, ConvAlgorithm.F4Stride2, ConvAlgorithm.F4Stride2, ConvAlgorithm.F4Stride2)]
    [InlineData(32, 16, 32, 128, ConvAlgorithm.Direct, ConvAlgorithm.F4Stride2, ConvAlgorithm.Direct)]
    [InlineData(16, 32, 64, 128, ConvAlgorithm.Direct, ConvAlgorithm.F4Stride2, ConvAlgorithm.F4Stride2)]
    [InlineData(56, 64, 128, 1, ConvAlgorithm.Direct, ConvAlgorithm.Direct, ConvAlgorithm.Direct)]
    [InlineData(8, 256, 512, 32, ConvAlgorithm.Direct, ConvAlgorithm.Direct, ConvAlgorithm.Direct)]
    public void Stride_2_has_an_algorithm_of_its_own(int size, int c, int o, int batch, ConvAlgorithm forward, ConvAlgorithm input, ConvAlgorithm weights)
    {
        if (!HasKernels) return;
        ConvGeometry g = WinogradProblem.Stride2(size, size, c, o);
        Assert.Equal(forward, WinogradChoice.For(g, batch, ConvDirection.Forward));
        Assert.Equal(input, WinogradChoice.For(g, batch, ConvDirection.InputGradient));
        Assert.Equal(weights, WinogradChoice.For(g, batch, ConvDirection.WeightGradient));
    }

    [Fact]
    public void Other_windows_and_kernels_without_transforms_stay_direct()
    {
        ConvGeometry g = WinogradProblem.Same(32, 32, 64, 64);
        foreach (KernelVariant variant in (KernelVariant[])[KernelVariant.Reference, KernelVariant.Vector128])
            Assert.Equal(ConvAlgorithm.Direct, WinogradChoice.For(g, 64, ConvDirection.Forward, variant));
        foreach (ConvGeometry other in (ConvGeometry[])[g with { StrideH = 2 }, g with { DilationW = 2 }, g with { Groups = 2 }, g with { KernelH = 5 }, g with { PadTop = 3 }])
            Assert.Equal(ConvAlgorithm.Direct, WinogradChoice.For(other, 64, ConvDirection.Forward));
    }

    [Fact]
    public void Kernels_without_transforms_are_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => WinogradChoice.Resolve("conv1", KernelVariant.Vector128));
        Assert.Equal("conv1: Winograd's algorithm has no Vector128 kernels", e.Message);
    }

    private static bool HasKernels => KernelTable.Resolve(KernelVariant.Auto) is KernelVariant.Avx2 or KernelVariant.Avx512;
}
