namespace Fovea.Report.Tests;

public sealed class ColorMapTests
{
    [Fact]
    public void Sequential_maps_grow_lighter_at_every_step()
    {
        foreach (ColorMap map in new[] { ColorMap.Inferno, ColorMap.Viridis, ColorMap.Grey })
            for (int i = 1; i < 256; i++)
                Assert.True(Lightness(map, i / 255.0) >= Lightness(map, (i - 1) / 255.0) - 0.6, $"{map.Name} at {i}");
    }

    [Fact]
    public void Diverging_map_is_lightest_in_the_middle_and_equally_dark_at_its_ends()
    {
        Assert.True(Lightness(ColorMap.BlueWhiteRed, 0.5) > 235);
        Assert.InRange(Lightness(ColorMap.BlueWhiteRed, 0) - Lightness(ColorMap.BlueWhiteRed, 1), -30, 30);
        Assert.True(ColorMap.BlueWhiteRed.At(0).Blue > ColorMap.BlueWhiteRed.At(0).Red);
        Assert.True(ColorMap.BlueWhiteRed.At(1).Red > ColorMap.BlueWhiteRed.At(1).Blue);
    }

    [Fact]
    public void Fractions_outside_get_the_colours_of_the_ends()
    {
        Assert.Equal(ColorMap.Inferno.At(0), ColorMap.Inferno.At(-3));
        Assert.Equal(ColorMap.Inferno.At(1), ColorMap.Inferno.At(double.PositiveInfinity));
    }

    [Fact]
    public void NaN_has_no_colour() => Assert.Throws<ArgumentException>(() => ColorMap.Inferno.At(double.NaN));

    private static double Lightness(ColorMap map, double at)
    {
        (byte r, byte g, byte b) = map.At(at);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    }
}
