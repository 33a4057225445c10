namespace Fovea.Report.Tests;

public sealed class MapGridTests
{
    [Fact]
    public void Tiles_of_a_layer_are_eight_a_row_and_a_whole_multiple_of_the_map()
    {
        MapGrid grid = MapGrid.Plan(Layer(14, 14, 32));
        Assert.Equal(8, grid.Layout.PerRow);
        Assert.Equal(4, grid.Layout.Rows);
        Assert.Equal(56, grid.Layout.TileWidth);
        Assert.Equal((8 * 59 - 3, 4 * 59 - 3), (grid.Layout.Width, grid.Layout.Height));
        Assert.Equal((59, 0), grid.Layout.Origin(1));
        Assert.Equal((0, 59), grid.Layout.Origin(8));
        Assert.Equal(Enumerable.Range(0, 32), grid.Order);
    }

    [Fact]
    public void Of_512_channels_the_64_strongest_are_shown_strongest_first()
    {
        var values = new float[4 * 4 * 512];
        for (int i = 0; i < values.Length; i++)
            values[i] = i % 512 * (i % 2 == 0 ? 1 : -1);
        MapGrid grid = MapGrid.Plan(new LayerMaps("conv5", 4, 4, 512, values));
        Assert.True(grid.IsCapped);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => 511 - i), grid.Order);
        string page = ReportPage.Render(Run(new LayerMaps("conv5", 4, 4, 512, values)));
        Assert.Contains("64 of 512 shown, strongest first", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_maps_are_averaged_and_the_page_says_so()
    {
        var layer = new LayerMaps("conv1", 224, 224, 8, [.. Enumerable.Repeat(2f, 224 * 224 * 8)]);
        MapGrid grid = MapGrid.Plan(layer);
        Assert.Equal(4, grid.Reduction);
        Assert.Contains("each square is the mean of 4×4 values", ReportPage.Render(Run(layer)), StringComparison.Ordinal);
        Assert.Equal(MapPalette.Levels - 1, grid.Draw(layer.After, ValueScale.Of(layer.After)).Indices[0]);
    }

    [Fact]
    public void Silent_channels_are_hatched()
    {
        LayerMaps layer = new("relu", 2, 2, 2, [0f, 1f, 0f, 2f, 0f, 3f, 0f, 4f]);
        MapGrid grid = MapGrid.Plan(layer);
        IndexedImage image = grid.Draw(layer.After, ValueScale.Of(layer.After));
        Assert.Contains(Tile(image, grid.Layout, 0).Distinct(), i => i == MapPalette.SilentStripe);
        Assert.All(Tile(image, grid.Layout, 0), i => Assert.True(i is MapPalette.Silent or MapPalette.SilentStripe));
        Assert.All(Tile(image, grid.Layout, 1), i => Assert.True(i < MapPalette.Levels));
        Assert.Contains("1 of 2 silent", ReportPage.Render(Run(layer)), StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_silent_in_every_image_are_called_perhaps_dead()
    {
        LayerMaps layer = new("relu", 1, 1, 3, [0f, 1f, 0f]);
        RunReport run = Run(layer);
        Assert.Contains("silent in all 2 images, so perhaps dead: 2 of 3 channels of <code>relu</code>",
            ReportPage.Render(run with { Maps = [run.Maps[0], run.Maps[0]] }), StringComparison.Ordinal);
        Assert.DoesNotContain("perhaps dead", ReportPage.Render(run), StringComparison.Ordinal);
    }

    [Fact]
    public void An_all_zero_layer_says_that_every_value_is_zero() =>
        Assert.Contains("every value is zero", ReportPage.Render(Run(new LayerMaps("relu", 3, 3, 4, new float[36]))), StringComparison.Ordinal);

    [Fact]
    public void NaN_is_magenta_and_counted()
    {
        LayerMaps layer = new("conv", 2, 2, 1, [1f, float.NaN, 2f, float.PositiveInfinity]);
        MapGrid grid = MapGrid.Plan(layer);
        IndexedImage image = grid.Draw(layer.After, ValueScale.Of(layer.After));
        int bad = image.Indices.Count(i => i is MapPalette.NotFinite or MapPalette.NotFiniteStripe);
        Assert.Equal(image.Indices.Length / 2, bad);
        Assert.Contains("2 values are NaN or infinite, hatched magenta", ReportPage.Render(Run(layer)), StringComparison.Ordinal);
    }

    [Fact]
    public void Averaging_does_not_hide_a_NaN()
    {
        float[] values = [.. Enumerable.Repeat(1f, 300 * 300)];
        values[0] = float.NaN;
        LayerMaps layer = new("conv", 300, 300, 1, values);
        MapGrid grid = MapGrid.Plan(layer);
        Assert.True(grid.Reduction > 1);
        Assert.Contains(grid.Draw(values, ValueScale.Of(values)).Indices, i => i is MapPalette.NotFinite or MapPalette.NotFiniteStripe);
    }

    [Fact]
    public void Dense_layers_and_single_values_are_drawn_as_squares()
    {
        MapGrid units = MapGrid.Plan(Layer(1, 1, 128)), one = MapGrid.Plan(Layer(1, 1, 1));
        Assert.Equal((16, 8, 26), (units.Layout.PerRow, units.Layout.Rows, units.Layout.TileWidth));
        Assert.Equal((1, 1), (one.Layout.PerRow, one.Layout.Rows));
        Assert.Equal(one.Layout.TileWidth, one.Draw([3f], ValueScale.Of([3f])).Width);
    }

    [Fact]
    public void Magnitudes_before_and_after_share_a_scale_unless_one_would_vanish()
    {
        LayerMaps near = new("a", 1, 1, 2, [0f, 3f], [0f, 1f]), far = new("a", 1, 1, 2, [0f, 30f], [0f, 1f]);
        Assert.Equal((3.0, 3.0, true), Ends(near));
        Assert.Equal((1.0, 30.0, false), Ends(far));
        Assert.Contains("scales differ: compare the numbers, not the brightness", ReportPage.Render(Run(far)), StringComparison.Ordinal);

        static (double, double, bool) Ends(LayerMaps layer)
        {
            (ValueScale before, ValueScale after, bool shared) = LayerFigure.Scales(layer);
            return (before.High, after.High, shared);
        }
    }

    [Fact]
    public void Arrays_of_the_wrong_length_say_what_was_expected()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new LayerMaps("relu1", 2, 2, 3, new float[11], new float[12]));
        Assert.Equal("relu1: maps of 2×2×3 need 12 values, got 11 after training and 12 before", error.Message);
    }

    private static IEnumerable<byte> Tile(IndexedImage image, TileLayout layout, int tile)
    {
        (int left, int top) = layout.Origin(tile);
        for (int y = 0; y < layout.TileHeight; y++)
            for (int x = 0; x < layout.TileWidth; x++)
                yield return image.Indices[(top + y) * image.Width + left + x];
    }

    private static LayerMaps Layer(int h, int w, int c) => new("conv", h, w, c, [.. Enumerable.Range(0, h * w * c).Select(i => (float)i)]);

    private static RunReport Run(LayerMaps layer) => new()
    {
        Title = "x",
        Maps = [new ImageMaps { Image = new PixelImage(1, 1, 1, [7]), Name = "a", Actual = "b", Layers = [layer] }],
    };
}
