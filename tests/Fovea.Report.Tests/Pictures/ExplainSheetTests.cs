namespace Fovea.Report.Tests;

/// <summary>The picture of explanations: what it shows, and on which scale.</summary>
public sealed class ExplainSheetTests
{
    private static ExplainedImage Sheet(bool shared, params ExplainedMap[] maps) => new()
    {
        Image = new PixelImage(2, 4, 3, [.. Enumerable.Range(0, 24).Select(i => (byte)(10 * i))]),
        Name = "boot.png",
        Said = "boot, 99.1 %",
        Explains = "logit of boot = 8.2",
        Maps = maps,
        SharedScale = shared,
    };

    private static ExplainedMap Map(string method, string units, bool signed, params float[] values) => new(method, 1, values.Length, values, "relu1", units, signed, ["fact 3"]);

    private static string[] Texts(ExplainedImage explained) => [.. ExplainSheet.Draw(explained).Marks.OfType<TextMark>().Select(t => t.Text)];

    [Fact]
    public void Says_what_is_shown_in_which_units()
    {
        string[] texts = Texts(Sheet(false, Map("Grad-CAM", "logit", true, -1, 3), Map("Saliency", "logit per unit of input", false, 0, 0.5f)));
        Assert.Equal(["logit of boot = 8.2", "boot.png; the network says boot, 99.1 %", "Signed maps: red speaks for it, blue against; each map has a scale of its own", "image",
            "Grad-CAM", "−3", "3", "1×2 at relu1", "units: logit", "fact 3", "Saliency", "0", "0.5", "1×2 at relu1", "units: logit per unit of input", "fact 3"], texts);
    }

    [Fact]
    public void Maps_in_the_same_units_share_a_scale_where_that_is_wished()
    {
        string[] texts = Texts(Sheet(true, Map("A", "logit", true, 1, 3), Map("B", "logit", true, -7, 0), Map("C", "activation", false, 0, 2)));
        Assert.EndsWith("maps in the same units share one scale", texts[2]);
        Assert.Equal(["−7", "7", "−7", "7", "0", "2"], texts.Where(t => t is "−7" or "7" or "0" or "2"));
    }

    [Fact]
    public void A_signed_map_without_negative_values_is_symmetric_still()
    {
        PixelMark squares = ExplainSheet.Draw(Sheet(false, Map("A", "logit", true, 0, 4))).Marks.OfType<PixelMark>().ElementAt(1);
        byte[] nothing = squares.Image.Pixels[..3];
        Assert.All(nothing, v => Assert.True(v > 230));
    }

    [Fact]
    public void Values_are_drawn_as_squares_and_what_is_not_finite_is_counted()
    {
        ExplainedImage explained = Sheet(false, Map("A", "logit", false, 0, float.NaN, 1, 1));
        Assert.Contains("1×4 at relu1, 1 not finite", Texts(explained));
        PixelMark squares = ExplainSheet.Draw(explained).Marks.OfType<PixelMark>().ElementAt(1);
        Assert.Equal((1, 4), (squares.Image.Height, squares.Image.Width));
        Assert.Equal([255, 0, 200], squares.Image.Pixels[4..7]);
    }
}
