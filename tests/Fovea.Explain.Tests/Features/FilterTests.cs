namespace Fovea.Explain.Tests;

/// <summary>What filters of the first layer are described by: cosine waves and Gabor functions.</summary>
public sealed class FilterTests
{
    [Fact]
    public void Edges_flats_and_colours_are_told_apart()
    {
        using Model model = PlantedFilters.Windows("8x8x3 | conv 5 3x3 nobias | globalavgpool | dense 2", (y, x, c, o) => o switch
        {
            0 => 1,                             // flat and grey
            1 => y - 1,                         // changes down the window: a lying edge
            2 => x - 1,                         // a standing edge
            3 => (y - 1) * (x - 1),             // a cross
            _ => c == 0 ? 1 : c == 1 ? -1 : 0,  // red against green
        });
        IReadOnlyList<FilterSpectrum> found = FilterSpectrum.Of(model, "conv1");
        Assert.Equal([1, 0, 0, 0, 1], found.Select(f => Math.Round(f.Flat, 6)));
        Assert.Equal([0, 1, 0, 0, 0], found.Select(f => Math.Round(f.Lying, 6)));
        Assert.Equal([0, 0, 1, 0, 0], found.Select(f => Math.Round(f.Standing, 6)));
        Assert.Equal([0, 0, 0, 1, 0], found.Select(f => Math.Round(f.Slanted, 6)));
        Assert.Equal([0, 0, 0, 0, 1], found.Select(f => Math.Round(f.Color, 6)));
    }

    [Fact]
    public void Random_filters_have_the_shares_that_are_said_of_them()
    {
        using Model model = PlantedFilters.Windows("8x8x3 | conv 2000 5x3 nobias | globalavgpool | dense 2", (y, x, c, o) => PlantedFilters.Noise(((y * 3 + x) * 3 + c) * 2000 + o));
        IReadOnlyList<FilterSpectrum> found = FilterSpectrum.Of(model, "conv1");
        FilterSpectrum expected = FilterSpectrum.Random(5, 3, 3);
        Assert.Equal(expected.Flat, found.Average(f => f.Flat), 0.01);
        Assert.Equal(expected.Lying, found.Average(f => f.Lying), 0.01);
        Assert.Equal(expected.Standing, found.Average(f => f.Standing), 0.01);
        Assert.Equal(expected.Slanted, found.Average(f => f.Slanted), 0.01);
        Assert.Equal(expected.Color, found.Average(f => f.Color), 0.01);
    }

    [Fact]
    public void A_filter_of_zeros_has_no_shares()
    {
        using Model model = PlantedFilters.Windows("8x8x1 | conv 2 3x3 nobias | globalavgpool | dense 2", (_, _, _, o) => o);
        Assert.Equal([1], FilterSpectrum.Of(model, "conv1").Select(f => f.Filter));
    }

    [Fact]
    public void A_gabor_function_is_found_again()
    {
        double[] degrees = [0, 30, 75, 90, 135];
        using Model model = PlantedFilters.Gabors(degrees);
        IReadOnlyList<GaborFit> fits = GaborFit.Of(model, "conv1", TestContext.Current.CancellationToken);
        for (int o = 0; o < degrees.Length; o++)
        {
            Assert.True(fits[o].RSquared > 0.995, fits[o].ToString());
            double off = Math.Abs(fits[o].Degrees - degrees[o]) % 180;
            Assert.True(Math.Min(off, 180 - off) < 3, fits[o].ToString());
            Assert.Equal(5, fits[o].Wavelength, 0.5);
        }
    }

    [Fact]
    public void Random_numbers_are_no_gabor_function_and_their_fit_is_the_floor()
    {
        double small = GaborFit.Floor(5, 5), large = GaborFit.Floor(11, 11);
        // Nine numbers of 25 fit a lot, of 121 little.
        Assert.InRange(small, 0.3, 0.7);
        Assert.InRange(large, 0.05, 0.3);
        Assert.Equal(small, GaborFit.Floor(5, 5));
    }

    [Fact]
    public void A_small_window_is_refused()
    {
        using Model model = Model.Parse("8x8x1 | conv 2 3x3 | globalavgpool | dense 2");
        Assert.StartsWith("conv1 is no convolution of 5×5 or more", Assert.Throws<ArgumentException>(() => GaborFit.Of(model, "conv1", TestContext.Current.CancellationToken)).Message);
        Assert.StartsWith("dense1 is no convolution", Assert.Throws<ArgumentException>(() => FilterSpectrum.Of(model, "dense1")).Message);
    }
}
