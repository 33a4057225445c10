namespace Fovea.Report.Tests;

public sealed class CamOverlayTests
{
    [Fact]
    public void The_bar_shows_the_raw_range_of_the_map() => Assert.Equal(new ValueScale(0, 0.25, 0.25), CamOverlay.Draw(Cam([0f, 0.25f, 0.1f, 0f], 2, 2), 28).Scale);

    [Fact]
    public void A_map_of_one_value_covers_the_image_evenly()
    {
        CamOverlay overlay = CamOverlay.Draw(Cam([2f], 1, 1), 28);
        Assert.Single(overlay.Map.Indices.Distinct());
        Assert.Equal((28, 28), (overlay.Map.Height, overlay.Map.Width));
    }

    [Fact]
    public void Values_are_interpolated_at_pixel_centres()
    {
        CamOverlay overlay = CamOverlay.Draw(Cam([0f, 1f], 1, 2), 28);
        byte[] row = overlay.Map.Indices[..28];
        Assert.Equal(0, row[0]);
        Assert.Equal(MapPalette.Levels - 1, row[27]);
        Assert.Equal(row.Order(), row);
        Assert.InRange(row[14], 123, 133);
    }

    [Fact]
    public void A_zero_map_says_that_there_is_no_evidence() =>
        Assert.Contains("the map is zero: no evidence at this layer", Page(Cam([0f, 0f], 1, 2)), StringComparison.Ordinal);

    [Fact]
    public void NaN_is_magenta_and_said()
    {
        CamPicture cam = Cam([float.NaN, 1f, 1f, 1f], 2, 2);
        Assert.Contains(CamOverlay.Draw(cam, 28).Map.Indices, i => i == MapPalette.NotFinite);
        Assert.Contains("1 value is NaN or infinite, magenta", Page(cam), StringComparison.Ordinal);
    }

    private static CamPicture Cam(float[] map, int h, int w) => new()
    {
        Image = Garments.Draw(1, 1),
        Map = map,
        MapHeight = h,
        MapWidth = w,
        Actual = "a",
        Predicted = "b",
        Probability = 0.5,
    };

    private static string Page(CamPicture cam) => ReportPage.Render(new RunReport { Title = "x", Cams = [cam] });
}
