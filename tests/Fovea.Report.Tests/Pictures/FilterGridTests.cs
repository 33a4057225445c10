namespace Fovea.Report.Tests;

public sealed class FilterGridTests
{
    [Fact]
    public void Scale_is_symmetric_and_shared_with_the_weights_before()
    {
        FilterGrid grid = FilterGrid.Plan(new FilterBank("conv1", 1, 1, 1, 2, [0.1f, -0.2f], [0.5f, 0f]));
        Assert.Equal(new ValueScale(-0.5, 0.5, 0.5), grid.Scale);
    }

    [Fact]
    public void Rgb_filters_are_colours_around_mid_grey()
    {
        FilterGrid grid = FilterGrid.Plan(new FilterBank("conv1", 1, 1, 3, 1, [1f, 0f, -1f]));
        Assert.True(grid.IsColor);
        Assert.Equal([255, 128, 0, 255], grid.Draw([1f, 0f, -1f]).Pixels[..4]);
    }

    [Fact]
    public void Grey_filters_are_white_at_zero_and_all_zero_weights_are_white()
    {
        PixelImage image = FilterGrid.Plan(new FilterBank("conv1", 1, 1, 1, 1, [0f])).Draw([0f]);
        Assert.All(image.Pixels, v => Assert.True(v > 235));
    }

    [Fact]
    public void A_NaN_weight_is_magenta() =>
        Assert.Equal([255, 0, 200, 255], FilterGrid.Plan(new FilterBank("c", 1, 1, 1, 1, [float.NaN])).Draw([float.NaN]).Pixels[..4]);

    [Fact]
    public void More_than_64_slices_are_cut_to_the_strongest()
    {
        FilterGrid grid = FilterGrid.Plan(new FilterBank("conv2", 1, 1, 32, 16, [.. Enumerable.Range(0, 512).Select(i => (float)i)]));
        Assert.Equal((64, 512), (grid.Layout.Tiles, grid.Total));
        Assert.Equal((15, 31), (grid.Filters[0], grid.InChannel[0]));
    }

    [Fact]
    public void Weights_of_the_wrong_length_say_what_was_expected()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new FilterBank("conv1", 5, 5, 1, 8, new float[100]));
        Assert.Equal("conv1: filters of 5×5×1×8 need 200 weights, got 100 after training", error.Message);
    }
}
