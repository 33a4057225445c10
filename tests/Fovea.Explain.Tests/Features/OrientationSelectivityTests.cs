namespace Fovea.Explain.Tests;

public sealed class OrientationSelectivityTests
{
    [Fact]
    public void Oriented_filters_have_the_orientation_they_were_made_with()
    {
        double[] degrees = [0, 30, 45, 90, 120, 150];
        using Model model = PlantedFilters.Gabors(degrees);
        OrientationSelectivity[] found = OrientationSelectivity.Of(model, ["relu1"], threads: 1)["relu1"];
        for (int c = 0; c < degrees.Length; c++)
        {
            double off = Math.Abs(found[c].Degrees - degrees[c]) % 180;
            Assert.True(Math.Min(off, 180 - off) < 4, $"{degrees[c]}: {found[c]}");
            Assert.True(found[c].IsOriented && found[c].Index > 0.7 && found[c].CircularVariance < 0.6, found[c].ToString());
        }
    }

    [Fact]
    public void A_slash_rises_to_the_right()
    {
        // Pixels on x + y = const: from lower left to upper right.
        using Model model = PlantedFilters.Windows("16x16x1 | conv 1 5x5 pad 2 nobias | globalavgpool | dense 2", (y, x, _, _) => y + x == 4 ? 1 : -0.25f);
        Assert.Equal(45, OrientationSelectivity.Of(model, ["conv1"])["conv1"][0].Degrees, 1.0);
    }

    [Fact]
    public void A_round_filter_is_not_oriented_and_a_filter_of_zeros_answers_nothing()
    {
        using Model model = PlantedFilters.Windows("24x24x1 | conv 2 7x7 pad 3 nobias | globalavgpool | dense 2",
            (y, x, _, o) => o == 1 ? 0 : (float)(Math.Exp(-((y - 3) * (y - 3) + (x - 3) * (x - 3)) / 2.0) - 0.06));
        OrientationSelectivity[] found = OrientationSelectivity.Of(model, ["conv1"])["conv1"];
        Assert.False(found[0].IsOriented, found[0].ToString());
        Assert.True(found[0].CircularVariance > 0.9, found[0].ToString());
        Assert.Equal((0, 1), (found[1].Index, found[1].CircularVariance));
    }

    [Fact]
    public void A_vector_has_no_orientation()
    {
        using Model model = PlantedFilters.Gabors(0);
        Assert.StartsWith("dense1 is a vector of 2: gratings need feature maps", Assert.Throws<ArgumentException>(() => OrientationSelectivity.Of(model, ["dense1"])).Message);
    }
}
