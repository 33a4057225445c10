namespace Fovea.Kernels.Tests;

/// <summary>What calls say they have to do, counted by hand.</summary>
public sealed class WorkTests : IDisposable
{
    private readonly NativeBuffer memory = new(1 << 20);

    public void Dispose() => memory.Dispose();

    [Fact]
    public void A_convolution_counts_input_output_and_weights_once()
    {
        var g = new ConvGeometry(8, 8, 16, 32, 3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1);
        Work work = new ConvForward("conv", in g, Maps(8, 8, 16, g.InputHalo), Maps(8, 8, 32), Block(PackConvForward.Length(in g)), accumulate: true).Work;
        Assert.Equal(8 * 8 * 9 * 16 * 32, work.ImageMacs);
        Assert.Equal(4 * (8 * 8 * 16 + 2 * 8 * 8 * 32), work.ImageBytes);
        Assert.Equal(4 * 9 * 16 * 32, work.FixedBytes);
        Assert.Equal(3 * work.ImageBytes + work.FixedBytes, work.Bytes(3));
        Assert.Equal(3 * work.ImageMacs, work.Macs(3));
        Assert.Equal(("direct", "3×3 window, stride 1, 16 → 32 channels, 4 4×4 tiles an image"), (work.Kernel, work.Why));
    }

    [Theory]
    [InlineData(ConvAlgorithm.F2, "winograd2", "3×3 window, stride 1, 16 → 16 channels, 16 2×2 tiles an image (77% used)")]
    [InlineData(ConvAlgorithm.F4, "winograd4", "3×3 window, stride 1, 16 → 16 channels, 4 4×4 tiles an image (77% used)")]
    public void Winograd_counts_as_the_sums_it_replaces(ConvAlgorithm algorithm, string kernel, string why)
    {
        var g = new ConvGeometry(7, 7, 16, 16, 3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1);
        Work work = ConvWork.Of(in g, algorithm), direct = ConvWork.Of(in g, ConvAlgorithm.Direct);
        Assert.Equal(direct with { Kernel = kernel, Why = why }, work);
    }

    [Fact]
    public void Reasons_name_what_a_choice_looks_at()
    {
        Assert.Equal("5×5 window, stride 2, 3 → 8 channels", Why(new ConvGeometry(9, 9, 3, 8, 5, 5, 2, 2)));
        Assert.Equal("3×3 window, stride 1, dilation 2×2, 3 → 8 channels", Why(new ConvGeometry(9, 9, 3, 8, 3, 3, DilationH: 2, DilationW: 2)));
        Assert.Equal("3×1 window, stride 2×1, 4 → 8 channels in 2 groups", Why(new ConvGeometry(9, 9, 4, 8, 3, 1, 2, 1, Groups: 2)));
        Assert.Equal("3×3 window, stride 1, each of 8 channels by itself", Why(new ConvGeometry(9, 9, 8, 8, 3, 3, Groups: 8)));
        Assert.Equal("dense, 400 → 120", Why(ConvGeometry.Dense(400, 120)));
        Assert.Equal("dense, 7×7×64 → 10", Why(new ConvGeometry(7, 7, 64, 10, 7, 7)));

        static string? Why(ConvGeometry g) => ConvWork.Of(in g, ConvAlgorithm.Direct).Why;
    }

    [Fact]
    public void Maps_that_are_read_and_written_count_twice_and_missing_ones_not_at_all()
    {
        Maps x = Maps(4, 4, 8), y = Maps(4, 4, 8);
        const int one = 4 * 4 * 8 * 4;
        Assert.Equal(new Work(0, 2 * one, 0), new CopyCall("c", x, y).Work);
        Assert.Equal(new Work(0, 3 * one, 0), new CopyCall("c", x, y, accumulate: true).Work);
        Assert.Equal(new Work(0, one, 0), new FillMaps("c", x).Work);
        Assert.Equal(new Work(0, 4 * (6 * 6 - 4 * 4) * 8, 0), new ZeroHalo("c", Maps(4, 4, 8, new Halo(1, 1, 1, 1))).Work);
    }

    private Maps Maps(int h, int w, int c, Halo halo = default) => new(memory, 0, 2, h, w, c, halo);

    private FloatBlock Block(long floats) => new(memory, 0, floats);
}
