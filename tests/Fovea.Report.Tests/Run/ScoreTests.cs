namespace Fovea.Report.Tests;

public sealed class ScoreTests
{
    [Fact]
    public void Interval_is_wilsons()
    {
        // statsmodels proportion_confint(1845, 2000, method="wilson") = 0.9099455, 0.9334168
        (double low, double high) = new Score(1845, 2000, "test").Interval95;
        Assert.Equal(0.90994, low, 1e-4);
        Assert.Equal(0.93342, high, 1e-4);
    }

    [Theory]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    public void Interval_stays_inside_0_and_1_and_is_not_empty_at_the_ends(int correct, int total, double low, double high)
    {
        (double l, double h) = new Score(correct, total, "test").Interval95;
        Assert.Equal(low, l, 1e-4);
        Assert.Equal(high, h, 1e-4);
    }

    [Fact]
    public void Without_images_nothing_is_known() => Assert.Equal((0.0, 1.0), new Score(0, 0, "nothing").Interval95);
}
